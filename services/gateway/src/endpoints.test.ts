import { createPublicKey, verify } from 'node:crypto';
import { makeEvent, newUid } from '@wetread/contracts';
import { announce, encodeRecord, keys } from '@wetread/studies';
import { waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answers, type Received, type Receiver, startReceiver } from './fixtures/receiver.ts';
import { summarizedStudy } from './fixtures/summarized.ts';
import { WebhookCalls } from './fixtures/webhook-calls.ts';
import { startWorld, tellOfStudy, tenant, type World } from './fixtures/world.ts';

interface Endpoint {
  readonly id: string;
  readonly secret: string;
  readonly publicKeys: string[];
}

let world: World;
let calls: WebhookCalls;
beforeAll(async () => {
  world = await startWorld({ WEBHOOK_DISABLE_AFTER: '200ms' });
  calls = new WebhookCalls(world, await world.key(tenant));
});
afterAll(() => world.stop());

async function withEndpoint(
  options: object,
  test: (endpoint: Endpoint, receiver: Receiver) => Promise<void>,
  answer: Parameters<typeof startReceiver>[0] = answers(204),
): Promise<void> {
  const receiver = await startReceiver(answer);
  const endpoint = await calls.ask<Endpoint>('POST', '', { url: receiver.url, ...options });
  try {
    await test(endpoint, receiver);
  } finally {
    await calls.send('DELETE', `/${endpoint.id}`);
    receiver.stop();
  }
}

const accepts = (webhook: Received, secret: string): boolean => {
  try {
    webhook.verify(secret);
    return true;
  } catch {
    return false;
  }
};

/** As a receiver does it that has nothing but node:crypto. */
function acceptsKey({ id, headers, body }: Received, publicKey: string): boolean {
  const x = Buffer.from(publicKey.replace('whpk_', ''), 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x } as never, format: 'jwk' });
  const content = Buffer.from(`${id}.${headers['webhook-timestamp']}.${body}`);
  const signatures = (headers['webhook-signature'] ?? '').split(' ').map((one) => one.split(','));
  return signatures.some(
    ([kind, text = '']) => kind === 'v1a' && verify(null, content, key, Buffer.from(text, 'base64')),
  );
}

const first = (receiver: Receiver) => waitFor(() => receiver.received[0]);

describe('signatures', () => {
  it('by Ed25519 are verified with the public key alone', () =>
    withEndpoint({ signatures: ['v1a'] }, async ({ id, secret, publicKeys }, receiver) => {
      expect(secret).toBeUndefined();
      await tellOfStudy(world);
      const webhook = await first(receiver);
      expect(webhook.headers['webhook-signature']).toMatch(/^v1a,\S+$/);
      expect(acceptsKey(webhook, publicKeys[0] as string)).toBe(true);
      expect(acceptsKey({ ...webhook, body: `${webhook.body} ` }, publicKeys[0] as string)).toBe(false);
      const { keys } = await calls.ask<{ keys: object[] }>('GET', `/${id}/keys`);
      expect(keys).toMatchObject([{ kind: 'v1a', publicKey: publicKeys[0] }]);
      expect(JSON.stringify(keys)).not.toContain('nonce');
    }));

  it('of both kinds come side by side', () =>
    withEndpoint({ signatures: ['v1', 'v1a'] }, async ({ secret, publicKeys }, receiver) => {
      await tellOfStudy(world);
      const webhook = await first(receiver);
      expect(accepts(webhook, secret)).toBe(true);
      expect(acceptsKey(webhook, publicKeys[0] as string)).toBe(true);
    }));
});

describe('a rotation', () => {
  it('rejects no delivery, whenever the receiver changes to the new secret', async () => {
    let trusted = '';
    let rejected = 0;
    const answer: Parameters<typeof startReceiver>[0] = (number, response) => {
      const fine = accepts(receiver.received[number - 1] as Received, trusted);
      if (!fine) rejected++;
      response.writeHead(fine ? 204 : 401).end();
    };
    const receiver = await startReceiver(answer);
    const { id, secret } = await calls.ask<Endpoint>('POST', '', { url: receiver.url });
    trusted = secret;
    const tellSome = async (count: number) => {
      for (let i = 0; i < count; i++) await tellOfStudy(world);
    };
    await tellSome(5);
    const [rotated] = await Promise.all([
      calls.ask<Endpoint>('POST', `/${id}/secret/rotate`, { overlapSeconds: 60 }),
      tellSome(10),
    ]);
    expect(rotated.secret).not.toBe(secret);
    await tellSome(5);
    trusted = rotated.secret;
    await tellSome(5);
    await waitFor(() => new Set(receiver.received.map((webhook) => webhook.id)).size >= 25);
    expect(rejected).toBe(0);
    const last = receiver.received.at(-1) as Received;
    expect([accepts(last, secret), accepts(last, rotated.secret)]).toEqual([true, true]);
    await calls.send('DELETE', `/${id}`);
    receiver.stop();
  });

  it('without overlap ends the old secret at once', () =>
    withEndpoint({}, async ({ id, secret }, receiver) => {
      const rotated = await calls.ask<Endpoint>('POST', `/${id}/secret/rotate`, { overlapSeconds: 0 });
      await tellOfStudy(world);
      const webhook = await first(receiver);
      expect([accepts(webhook, secret), accepts(webhook, rotated.secret)]).toEqual([false, true]);
      expect((await calls.ask<{ keys: object[] }>('GET', `/${id}/keys`)).keys).toHaveLength(1);
    }));

  it('at the same time as a change loses neither', () =>
    withEndpoint({}, async ({ id }, receiver) => {
      const rotations = [1, 2, 3].map(() => calls.ask<Endpoint>('POST', `/${id}/secret/rotate`));
      const patches = [1, 2, 3].map((i) => calls.ask('PATCH', `/${id}`, { description: `change ${i}` }));
      const made = await Promise.all(rotations);
      await Promise.all(patches);
      await tellOfStudy(world);
      const webhook = await first(receiver);
      expect(made.map(({ secret }) => accepts(webhook, secret))).toEqual([true, true, true]);
    }));
});

describe('a change', () => {
  it('of types holds for events from then on', () =>
    withEndpoint({ events: ['study.failed'] }, async ({ id }, { received }) => {
      const before = await tellOfStudy(world);
      await calls.ask('PATCH', `/${id}`, { events: null });
      const after = await tellOfStudy(world);
      await waitFor(() => received.length === 1);
      expect(received[0]?.id).toBe(after.event);
      // Telling of the earlier one again does not bring it either: it was not asked for then.
      await world.queues.add('event.publish', { tenant, event: before.event });
      await tellOfStudy(world);
      await waitFor(() => received.length === 2);
      expect(received.map((webhook) => webhook.id)).not.toContain(before.event);
    }));

  it('takes an address by the same rules', () =>
    withEndpoint({}, async ({ id }) => {
      expect(await calls.send('PATCH', `/${id}`, { url: 'https://10.0.0.1/' })).toMatchObject({ status: 422 });
      expect(await calls.send('PATCH', `/${id}`, { url: 'no url' })).toMatchObject({ status: 400 });
      expect(await calls.ask('PATCH', `/${id}`, { description: 'x' })).toMatchObject({ description: 'x' });
      expect(await calls.ask('PATCH', `/${id}`, { description: null })).not.toHaveProperty('description');
    }));
});

describe('private ranges of one endpoint', () => {
  const url = 'https://10.1.2.3/hook';

  it('are opened by an admin alone, and the address inside them changed by one alone', async () => {
    const plain = new WebhookCalls(world, await world.key(tenant, ['webhooks']));
    const options = { url, allowedRanges: ['10.1.0.0/16'] };
    expect(await plain.send('POST', '', options)).toMatchObject({ status: 403 });
    const { id } = await calls.ask<Endpoint>('POST', '', options);
    expect(await plain.send('PATCH', `/${id}`, { url: 'https://10.1.9.9/' })).toMatchObject({ status: 403 });
    expect(await plain.send('PATCH', `/${id}`, { allowedRanges: ['10.0.0.0/8'] })).toMatchObject({ status: 403 });
    expect(await plain.send('PATCH', `/${id}`, { description: 'inside' })).toMatchObject({ status: 200 });
    expect(await calls.send('PATCH', `/${id}`, { url: 'https://10.2.0.1/' })).toMatchObject({ status: 422 });
    expect(await calls.send('PATCH', `/${id}`, { allowedRanges: null })).toMatchObject({ status: 422 });
    await calls.ask('DELETE', `/${id}`);
  });

  it.each(['0.0.0.0/0', '127.0.0.0/8', '169.254.0.0/16', '8.8.8.0/24', '10.0.0.0/7', '::/0', 'fe80::/10', 'office'])(
    '%s is none',
    async (range) => {
      expect(await calls.send('POST', '', { url, allowedRanges: [range] })).toMatchObject({ status: 400 });
    },
  );
});

describe('a full payload', () => {
  async function summarize(text?: string) {
    const ref = await summarizedStudy(world);
    const result = await world.store.findResultOf(ref, 1);
    const key = keys.resultKey(ref, 1, result?.bundle.digest ?? '');
    if (text) await world.storage.put(key, encodeRecord({ ...result, text }));
    const about = { study: ref.study, revision: 1, bundle: result?.bundle.digest ?? '', result: result?.id ?? '' };
    await announce(world.store, world.queues, makeEvent(tenant, 'study.summarized', { ...about, preliminary: true }));
  }

  it('holds the text and its notice; a thin one does not', () =>
    withEndpoint({ payload: 'full' }, (_, full) =>
      withEndpoint({}, async (__, thin) => {
        await summarize();
        const { data } = JSON.parse((await first(full)).body);
        expect(data.summary).toMatchObject({ impression: 'No acute finding.', notice: /not a diagnosis/i });
        expect((await first(thin)).body).not.toContain('lungs');
      }),
    ));

  it('that would be too long stays thin, and says so', () =>
    withEndpoint({ payload: 'full' }, async (_, receiver) => {
      await summarize('The lungs are clear. '.repeat(1_000));
      const { body } = await first(receiver);
      expect(Buffer.byteLength(body)).toBeLessThan(20_000);
      expect(JSON.parse(body).data).toMatchObject({ summaryOmitted: 'too_large', preliminary: true });
      expect(body).not.toContain('lungs');
    }));
});

describe('a disabled endpoint', () => {
  it('gets what happened meanwhile once it is enabled: in order, once, and before what is new', () =>
    withEndpoint({}, async ({ id }, { received }) => {
      expect(await calls.ask('POST', `/${id}/disable`)).toMatchObject({ status: 'disabled', disabledReason: 'manual' });
      const held = [];
      for (let i = 0; i < 6; i++) held.push((await tellOfStudy(world)).event);
      for (const event of held) await calls.delivery(id, event, ({ status }) => status === 'held');
      await world.restart();
      expect(received).toHaveLength(0);
      expect(await calls.ask('POST', `/${id}/enable`)).toMatchObject({ status: 'enabled', draining: true });
      const { event } = await tellOfStudy(world);
      await waitFor(() => received.length === 7, { timeoutMs: 20_000 });
      expect(received.map((webhook) => webhook.id)).toEqual([...held, event]);
      await waitFor(async () => !(await calls.ask<{ draining: boolean }>('GET', `/${id}`)).draining);
      expect((await calls.log(id)).every(({ status }) => status === 'delivered')).toBe(true);
    }));

  it('loses nothing to a Redis that forgets, before and after it is enabled', () =>
    withEndpoint({}, async ({ id }, { received }) => {
      await calls.ask('POST', `/${id}/disable`);
      const held = [];
      for (let i = 0; i < 3; i++) held.push((await tellOfStudy(world)).event);
      await calls.delivery(id, held[2] as string, ({ status }) => status === 'held');
      await world.restart({ wipe: true });
      await calls.ask('POST', `/${id}/enable`);
      await world.restart({ wipe: true });
      await waitFor(() => new Set(received.map((webhook) => webhook.id)).size === 3, { timeoutMs: 20_000 });
      expect([...new Set(received.map((webhook) => webhook.id))].sort()).toEqual([...held].sort());
    }));

  it('is told of to the others, and not to itself', () =>
    withEndpoint({ events: ['endpoint.disabled'] }, (_, other) =>
      withEndpoint({}, async ({ id }, { received }) => {
        await calls.ask('POST', `/${id}/disable`);
        const { body } = await first(other);
        expect(JSON.parse(body)).toMatchObject({ type: 'endpoint.disabled', data: { endpoint: id, reason: 'manual' } });
        await calls.ask('POST', `/${id}/enable`);
        await waitFor(async () => !(await calls.ask<{ draining: boolean }>('GET', `/${id}`)).draining);
        expect(received).toHaveLength(0);
      }),
    ));

  it('that is deleted leaves nothing that waits for it', async () => {
    const { id } = await calls.ask<Endpoint>('POST', '', { url: 'http://127.0.0.1:9/' });
    await calls.ask('POST', `/${id}/disable`);
    const { event } = await tellOfStudy(world);
    await calls.delivery(id, event, ({ status }) => status === 'held');
    const held = async () => {
      for await (const { key } of world.storage.list(`tenants/${tenant}/held/${id}/`)) return key;
      return 'none';
    };
    expect(await held()).toContain(event);
    await calls.ask('DELETE', `/${id}`);
    await waitFor(async () => (await held()) === 'none');
  });

  it('takes no test and no redelivery', () =>
    withEndpoint({}, async ({ id }) => {
      await calls.ask('POST', `/${id}/disable`);
      expect(await calls.send('POST', `/${id}/test`)).toMatchObject({ status: 409 });
    }));
});

it('an endpoint that fails for long enough is disabled, its events kept, and the others told', () =>
  withEndpoint({ events: ['endpoint.disabled'] }, async (_, other) => {
    let broken = true;
    await withEndpoint(
      {},
      async ({ id }, { received }) => {
        const { event } = await tellOfStudy(world);
        await waitFor(async () => (await calls.ask<{ status: string }>('GET', `/${id}`)).status === 'disabled');
        expect(JSON.parse((await first(other)).body).data).toMatchObject({ endpoint: id, reason: 'failing' });
        expect(await calls.delivery(id, event, ({ status }) => status === 'held')).toBeDefined();
        broken = false;
        const before = received.length;
        await calls.ask('POST', `/${id}/enable`);
        await calls.delivery(id, event, ({ status }) => status === 'delivered');
        expect(received).toHaveLength(before + 1);
      },
      (__, response) => response.writeHead(broken ? 500 : 204).end(),
    );
  }));

it('an endpoint that succeeds now and then stays enabled', () =>
  withEndpoint(
    {},
    async ({ id }) => {
      for (let i = 0; i < 4; i++) {
        const { event } = await tellOfStudy(world);
        await calls.delivery(id, event, ({ status }) => status === 'delivered');
      }
      expect(await calls.ask('GET', `/${id}`)).toMatchObject({ status: 'enabled' });
    },
    (number, response) => response.writeHead(number % 2 === 1 ? 500 : 204).end(),
  ));

it('a test event goes to its endpoint alone, past its filter', () =>
  withEndpoint({ events: ['study.failed'] }, ({ id, secret }, receiver) =>
    withEndpoint({}, async (_, other) => {
      const { event } = await calls.ask<{ event: string }>('POST', `/${id}/test`);
      const webhook = await first(receiver);
      expect(webhook.id).toBe(event);
      expect(webhook.verify(secret)).toMatchObject({ type: 'endpoint.test', data: { endpoint: id } });
      await calls.delivery(id, event, ({ status }) => status === 'delivered');
      const log = await calls.ask('GET', `/${id}/deliveries/${event}`);
      expect(log).toMatchObject({ event, type: 'endpoint.test' });
      expect(other.received).toHaveLength(0);
    }),
  ));

describe('a redelivery', () => {
  it('sends a delivered event again under its id', () =>
    withEndpoint({}, async ({ id }, { received }) => {
      const { event } = await tellOfStudy(world);
      await calls.delivery(id, event, ({ status }) => status === 'delivered');
      await calls.ask('POST', `/${id}/deliveries/${event}/redeliver`);
      await waitFor(() => received.length === 2);
      expect(received.map((webhook) => webhook.id)).toEqual([event, event]);
      await calls.delivery(id, event, ({ status, attempts }) => status === 'delivered' && attempts.length === 2);
    }));

  it('brings forward what waits for its next attempt', () =>
    withEndpoint(
      {},
      async ({ id }, { received }) => {
        const { event } = await tellOfStudy(world);
        await calls.delivery(id, event, ({ nextAttemptAt }) => nextAttemptAt !== undefined);
        await calls.ask('POST', `/${id}/deliveries/${event}/redeliver`);
        await calls.delivery(id, event, ({ status }) => status === 'delivered');
        expect(received).toHaveLength(2);
      },
      (number, response) => response.writeHead(number === 1 ? 503 : 204, { 'retry-after': '3600' }).end(),
    ));

  it('of an event that the endpoint was not sent is not found', () =>
    withEndpoint({ events: ['study.failed'] }, async ({ id }) => {
      const { event } = await tellOfStudy(world);
      expect(await calls.send('POST', `/${id}/deliveries/${event}/redeliver`)).toMatchObject({ status: 404 });
    }));
});

it('a later summary tells which one it replaces, once', () =>
  withEndpoint({ events: ['study.superseded'] }, async (_, { received }) => {
    const ref = await summarizedStudy(world);
    const one = await world.store.findResultOf(ref, 1);
    if (!one) throw new Error('no result');
    const two = { ...one, id: newUid(), revision: 2, createdAt: new Date().toISOString() };
    await world.store.putResult(two);
    for (let i = 0; i < 2; i++) {
      for (const { id: result, revision, bundle } of [one, two]) {
        const data = { study: ref.study, revision, bundle: bundle.digest, result, preliminary: true as const };
        await announce(world.store, world.queues, makeEvent(tenant, 'study.summarized', data, { cause: result }));
      }
    }
    const { body } = await waitFor(() => received[0]);
    expect(JSON.parse(body)).toMatchObject({
      type: 'study.superseded',
      data: { study: ref.study, revision: 2, result: two.id, supersededRevision: 1, supersededResult: one.id },
    });
    await waitFor(async () => Object.values(await world.queues.depth('event.publish')).every((jobs) => jobs === 0));
    await waitFor(async () => Object.values(await world.queues.depth('webhook.deliver')).every((jobs) => jobs === 0));
    expect(received).toHaveLength(1);
  }));
