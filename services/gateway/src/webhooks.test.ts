import { waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answers, type Receiver, startReceiver } from './fixtures/receiver.ts';
import { addEndpoint, call, startWorld, tellOfStudy, tenant, type World } from './fixtures/world.ts';

let world: World;
let key: string;
beforeAll(async () => {
  world = await startWorld({ WEBHOOK_TIMEOUT_MS: '1000' });
  key = await world.key(tenant);
});
afterAll(() => world.stop());

interface LoggedDelivery {
  readonly event: string;
  readonly status: string;
  readonly attempts: { status?: number; error?: string; at: string }[];
  readonly nextAttemptAt?: string;
}

const get = async <T>(path: string) => (await (await call(`${world.url}${path}`, key)).json()) as T;

const logOf = async (endpoint: string) =>
  (await get<{ deliveries: LoggedDelivery[] }>(`/v1/webhook-endpoints/${endpoint}/deliveries`)).deliveries;

/** Registers the receiver, runs the test, and removes both, so that no test's events reach another's receiver. */
async function withReceiver(
  answer: Parameters<typeof startReceiver>[0],
  test: (receiver: Receiver, endpoint: { id: string; secret: string }) => Promise<void>,
): Promise<void> {
  const receiver = await startReceiver(answer);
  const endpoint = await addEndpoint(world.url, key, receiver.url);
  try {
    await test(receiver, endpoint);
  } finally {
    await call(`${world.url}/v1/webhook-endpoints/${endpoint.id}`, key, { method: 'DELETE' });
    receiver.stop();
  }
}

const delivery = (endpoint: string, event: string, until: (found: LoggedDelivery) => boolean) =>
  waitFor(async () => {
    const deliveries = await logOf(endpoint);
    return deliveries.find((found) => found.event === event && until(found));
  });

const ended = ({ status }: LoggedDelivery) => status !== 'pending';

describe('a webhook', () => {
  it('carries the event under a signature that the Standard Webhooks library accepts', () =>
    withReceiver(answers(204), async ({ received }, { secret }) => {
      const { study, event } = await tellOfStudy(world);
      const webhook = await waitFor(() => received[0]);
      expect(webhook.id).toBe(event);
      expect(webhook.verify(secret)).toMatchObject({ type: 'study.received', data: { study, images: 1 } });
      expect(() => webhook.verify(`whsec_${Buffer.alloc(32).toString('base64')}`)).toThrow();
    }));

  it('that fails is sent again with the same id and body, newly signed', () =>
    withReceiver(
      (number, response) => response.writeHead(number === 1 ? 500 : 200).end(),
      async ({ received }, { id, secret }) => {
        const { event } = await tellOfStudy(world);
        const { attempts, status } = await delivery(id, event, ended);
        expect(status).toBe('delivered');
        expect(attempts).toMatchObject([{ status: 500, error: 'status_not_2xx' }, { status: 200 }]);
        expect(received.map((webhook) => webhook.id)).toEqual([event, event]);
        expect(received[1]?.body).toBe(received[0]?.body);
        for (const webhook of received) webhook.verify(secret);
      },
    ));

  it('waits as long as Retry-After asks, though the schedule would send sooner', () =>
    withReceiver(answers(503, { 'retry-after': '3600' }), async ({ received }, { id }) => {
      const { event } = await tellOfStudy(world);
      const { attempts, nextAttemptAt = '' } = await delivery(id, event, ({ attempts }) => attempts.length === 1);
      const askedMs = Date.parse(nextAttemptAt) - Date.parse(attempts[0]?.at ?? '');
      expect(askedMs).toBeGreaterThanOrEqual(3_600_000);
      expect(received).toHaveLength(1);
    }));

  it('answered with 410 disables its endpoint, which gets nothing more', () =>
    withReceiver(answers(410), async ({ received }, { id }) => {
      const { event } = await tellOfStudy(world);
      expect(await delivery(id, event, ended)).toMatchObject({ status: 'held', attempts: [{ error: 'gone' }] });
      expect(await get(`/v1/webhook-endpoints/${id}`)).toMatchObject({ status: 'disabled', disabledReason: 'gone' });
      await withReceiver(answers(204), async (other) => {
        await tellOfStudy(world);
        await waitFor(() => other.received.length > 0);
      });
      expect(received).toHaveLength(1);
    }));

  it('answered with a redirect has failed, and the redirect is not followed', async () => {
    const target = await startReceiver(answers(204));
    const redirect = (number: number) => [301, 302, 303, 307, 308][number - 1] ?? 302;
    await withReceiver(
      (number, response) => response.writeHead(redirect(number), { location: target.url }).end(),
      async (_, { id }) => {
        const { event } = await tellOfStudy(world);
        const { status, attempts } = await delivery(id, event, ended);
        expect(status).toBe('exhausted');
        expect(attempts).toHaveLength(6);
        expect(new Set(attempts.map(({ error }) => error))).toEqual(new Set(['redirect_refused']));
      },
    );
    expect(target.received).toHaveLength(0);
    target.stop();
  });

  it('that is not answered in time has failed, and is sent again', () =>
    withReceiver(
      (number, response) => number > 1 && response.writeHead(204).end(),
      async ({ received }, { id }) => {
        const { event } = await tellOfStudy(world);
        const { status, attempts } = await delivery(id, event, ended);
        expect(status).toBe('delivered');
        expect(attempts).toMatchObject([{ error: 'timeout' }, { status: 204 }]);
        expect(received.map((webhook) => webhook.id)).toEqual([event, event]);
      },
    ));
});
