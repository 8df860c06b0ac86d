import { waitFor } from '@wetread/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from './fixtures/receiver.ts';
import { WebhookCalls } from './fixtures/webhook-calls.ts';
import { addEndpoint, call, startWorld, tellOfStudy, tenant, type World } from './fixtures/world.ts';

interface Replay {
  readonly id: string;
  readonly status: string;
  readonly total: number;
  readonly seen: number;
  readonly sent: number;
}

let world: World;
let calls: WebhookCalls;
let receiver: Receiver;
let endpoint: string;
let broken: boolean;
beforeAll(async () => {
  world = await startWorld({ WEBHOOK_SCHEDULE: '0,50' });
  calls = new WebhookCalls(world, await world.key(tenant));
});
afterAll(() => world.stop());
beforeEach(async () => {
  broken = false;
  receiver = await startReceiver((_, response) => response.writeHead(broken ? 500 : 204).end());
  endpoint = (await addEndpoint(world.url, await world.key(tenant), receiver.url)).id;
  return async () => {
    await calls.send('DELETE', `/${endpoint}`);
    receiver.stop();
  };
});

/** @returns their ids, in order, once the endpoint has or refused them all */
async function tell(count: number): Promise<string[]> {
  const events: string[] = [];
  for (let i = 0; i < count; i++) {
    const { event } = await tellOfStudy(world);
    await calls.delivery(endpoint, event, ({ status }) => status !== 'pending');
    events.push(event);
  }
  return events;
}

const start = (body: object) => calls.ask<Replay>('POST', `/${endpoint}/replay`, body);
const look = (id: string) => calls.ask<Replay>('GET', `/${endpoint}/replays/${id}`);
const end = (id: string, status = 'completed') =>
  waitFor(
    async () => {
      const replay = await look(id);
      return replay.status === status ? replay : undefined;
    },
    { timeoutMs: 30_000 },
  );
const since = '2026-01-01T00:00:00Z';

describe('a replay', () => {
  it('sends a range again, the oldest first, under the same ids', async () => {
    const events = await tell(5);
    receiver.received.length = 0;
    const { id } = await start({ since, perSecond: 20 });
    expect(await end(id)).toMatchObject({ total: 5, seen: 5, sent: 5 });
    await waitFor(() => receiver.received.length === 5);
    expect(receiver.received.map((webhook) => webhook.id)).toEqual(events);
    const replays = await calls.ask<{ replays: Replay[] }>('GET', `/${endpoint}/replays`);
    expect(replays.replays.map((one) => one.id)).toEqual([id]);
  });

  it('keeps to its times, types and failures', async () => {
    const [early] = await tell(1);
    broken = true;
    const failed = await tell(2);
    broken = false;
    await tell(1);
    receiver.received.length = 0;
    const onlyFailed = await start({ since, onlyFailed: true, perSecond: 50 });
    expect(await end(onlyFailed.id)).toMatchObject({ total: 4, sent: 2 });
    expect(receiver.received.map((webhook) => webhook.id)).toEqual(failed);
    const otherType = await start({ since, types: ['study.failed'] });
    expect(await end(otherType.id)).toMatchObject({ total: 4, sent: 0 });
    const { createdAt } = (await calls.log(endpoint)).at(-1) as unknown as { createdAt: string };
    const first = await start({ since, until: createdAt, perSecond: 50 });
    expect(await end(first.id)).toMatchObject({ total: 1, sent: 1 });
    expect(receiver.received.at(-1)?.id).toBe(early);
  });

  it('goes on where it was after a restart that loses Redis, and sends nothing twice', async () => {
    const events = await tell(12);
    receiver.received.length = 0;
    const { id } = await start({ since, perSecond: 10 });
    await waitFor(() => receiver.received.length >= 4);
    await world.restart({ wipe: true });
    expect(receiver.received.length).toBeLessThan(12);
    expect(await end(id)).toMatchObject({ total: 12, seen: 12, sent: 12 });
    await waitFor(() => receiver.received.length >= 12);
    // What was on its way when the process ended is taken up beside what follows, and may come after it.
    expect(receiver.received.map((webhook) => webhook.id).sort()).toEqual(events.sort());
  });

  it('ends when it is cancelled; one runs at a time', async () => {
    await tell(8);
    receiver.received.length = 0;
    const { id } = await start({ since, perSecond: 0.5 });
    expect(await calls.send('POST', `/${endpoint}/replay`, { since })).toMatchObject({ status: 409 });
    await waitFor(() => receiver.received.length > 0);
    expect(await calls.ask('POST', `/${endpoint}/replays/${id}/cancel`)).toMatchObject({ status: 'cancelling' });
    const { sent } = await end(id, 'cancelled');
    expect(sent).toBeLessThan(8);
    await calls.ask('POST', `/${endpoint}/replay`, { since, perSecond: 100 });
  });

  it('passes over what is gone', async () => {
    await tell(1);
    const { study } = await tellOfStudy(world);
    await waitFor(() => receiver.received.length === 2);
    await call(`${world.url}/v1/studies/${study}`, await world.key(tenant), { method: 'DELETE' });
    const { id } = await start({ since, perSecond: 50 });
    expect(await end(id)).toMatchObject({ total: 2, sent: 1 });
  });

  it.each([{}, { since: 'yesterday' }, { since, perSecond: 0 }, { since, until: '2025-01-01T00:00:00Z' }])(
    'of %j is refused',
    async (body) => {
      expect(await calls.send('POST', `/${endpoint}/replay`, body)).toMatchObject({ status: 400 });
    },
  );
});
