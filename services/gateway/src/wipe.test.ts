import { makeEvent, newUid } from '@wetread/contracts';
import { keys } from '@wetread/studies';
import { waitFor } from '@wetread/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startReceiver } from './fixtures/receiver.ts';
import { WebhookCalls } from './fixtures/webhook-calls.ts';
import { addEndpoint, startWorld, tellOfStudy, tenant, type World } from './fixtures/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ WEBHOOK_SCHEDULE: '0,3000,3000,3000' });
});
afterAll(() => world.stop());

it('a Redis that loses everything loses no webhook: what waited for its next attempt, or was never queued, arrives (I1)', async () => {
  let broken = true;
  const receiver = await startReceiver((_, response) => response.writeHead(broken ? 500 : 204).end());
  const key = await world.key(tenant);
  const { id } = await addEndpoint(world.url, key, receiver.url);
  const calls = new WebhookCalls(world, key);
  const waiting: string[] = [];
  for (let i = 0; i < 3; i++) waiting.push((await tellOfStudy(world)).event);
  for (const event of waiting) await calls.delivery(id, event, ({ attempts }) => attempts.length === 1);

  // Its teller died between storing it and queueing it.
  const study = newUid();
  const now = new Date().toISOString();
  await world.store.putStudy({ tenant, study, receivedAt: now, source: 'upload', priority: 'routine' });
  const untold = makeEvent(tenant, 'study.received', { study, revision: 1, images: 1, refusals: 0 });
  await world.store.putEvent(untold);
  // One that cannot be read keeps none of the others.
  await world.storage.put(keys.eventKey(tenant, `evt_${'0'.repeat(32)}`), Buffer.from('{'));

  broken = false;
  await world.restart({ wipe: true });
  const arrived = () => new Set(receiver.received.map((webhook) => webhook.id));
  await waitFor(() => [...waiting, untold.id].every((event) => arrived().has(event)), { timeoutMs: 20_000 });
  for (const event of waiting) {
    const { attempts } = await calls.delivery(id, event, ({ status }) => status === 'delivered');
    expect(attempts.map(({ status }) => status)).toEqual([500, 204]);
  }
  receiver.stop();
});
