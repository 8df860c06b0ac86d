import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, settled, upload } from '@wetread/stack';
import { keys, type MessageRecord, MessageStore } from '@wetread/studies';
import { endlessBundle, streamedEvents, waitFor } from '@wetread/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWholeStack, type WholeStack } from './whole-stack.ts';

const demoBundle = join(root, 'models', 'demo');
const events = { accept: 'text/event-stream' };

let whole: WholeStack;

/** @returns a study that was summarised from a sample of the bundle */
async function summarized(sample: string): Promise<string> {
  const bytes = await readFile(join(demoBundle, 'samples', sample));
  const { answer } = await upload(whole.stack, [{ name: sample, bytes }]);
  const study = answer.studies[0]?.id as string;
  expect(await settled(whole.stack, study)).toMatchObject({ status: 'summarized' });
  return study;
}

const ask = (study: string, question: string, init: RequestInit = {}) =>
  whole.stack.fetch(`/v1/studies/${study}/messages`, {
    method: 'POST',
    body: JSON.stringify({ question }),
    ...init,
    headers: { 'content-type': 'application/json', ...init.headers },
  });
const asked = async (study: string, question: string) =>
  (await (await ask(study, question)).json()) as MessageRecord & { code?: string };
const answeredEvents = (study: string) =>
  whole.receiver.events('study.answered').filter(({ data }) => data.study === study);

describe('a follow-up question', () => {
  let effusion: string;
  let normal: string;
  beforeAll(async () => {
    whole = await startWholeStack();
    [effusion, normal] = await Promise.all([summarized('effusion-cardiomegaly.png'), summarized('normal.png')]);
  });
  afterAll(() => whole.stop());

  it('is answered from the image, and told of by a signed webhook', async () => {
    const question = 'Is there a pleural effusion?';
    const yes = await asked(effusion, question);
    expect(yes).toMatchObject({
      number: 1,
      preliminary: true,
      machineMade: true,
      text: expect.stringMatching(/^Yes\b/),
    });
    const streamed = await Array.fromAsync(streamedEvents(await ask(normal, question, { headers: events })));
    const last = streamed.at(-1);
    expect(last).toMatchObject({ event: 'message', data: { text: expect.stringMatching(/^No\b/) } });
    await waitFor(() => answeredEvents(effusion).length > 0, { what: 'the webhook' });
    expect(answeredEvents(effusion)).toMatchObject([
      { verified: true, data: { study: effusion, revision: 1, message: yes.id } },
    ]);
  });

  it('is asked after the ones before it, and all are kept', async () => {
    const second = await asked(effusion, 'Is the heart enlarged?');
    const { messages } = (await (await whole.stack.fetch(`/v1/studies/${effusion}/messages`)).json()) as {
      messages: MessageRecord[];
    };
    expect(messages.map(({ number }) => number)).toEqual([1, 2]);
    expect(second.context).toEqual({ messages: [messages[0]?.id], dropped: 0 });
    expect(second.text).toMatch(/^Yes\b/);
  });

  it('is in no log, and in no key or job of Redis', async () => {
    const { text } = await asked(normal, 'Is there a zebra?');
    expect(text.length).toBeGreaterThan(0);
    await waitFor(() => answeredEvents(normal).length > 1, { what: 'the webhook' });
    for (const service of ['gateway', 'ingest', 'encoder', 'llm'] as const) {
      expect(whole.stack.services[service].logTail(1_000_000), service).not.toContain('zebra');
    }
    const redis = new Redis(whole.stack.redisUrl);
    // What is dumped is packed otherwise.
    await redis.config('SET', 'rdbcompression', 'no');
    for (const key of await redis.keys('*')) expect(`${key} ${await redis.dump(key)}`).not.toContain('zebra');
    redis.disconnect();
  });

  it('whose process died before it told of the answer is told of all the same (I1)', async () => {
    const messages = new MessageStore(whole.store.storage);
    const ref = { tenant: 'local', study: normal };
    const known = await messages.list(ref);
    const lost = { ...(known[0] as MessageRecord), id: 'msg_lost', createdAt: new Date().toISOString() };
    await messages.append(lost, known);
    const redis = new Redis(whole.stack.redisUrl);
    await redis.zadd('wr:pending', Date.now() - 3_600_000, `local/${normal}`);
    redis.disconnect();
    const told = () => answeredEvents(normal).map(({ data }) => data.message);
    await waitFor(() => told().includes('msg_lost'), { timeoutMs: 30_000, what: 'the event' });
    expect(new Set(told()).size).toBe(told().length);
  });

  it('finds a typed answer where there is no llm, and its answer when there is one again', async () => {
    await whole.stack.services.llm.stop();
    const response = await ask(normal, 'Is there a pneumothorax?');
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ code: 'decoder_unavailable', retryable: true });
    await whole.stack.startService('llm');
    await waitFor(async () => (await ask(normal, 'Is there a pneumothorax?')).ok, { timeoutMs: 30_000 });
  });

  it('goes with its study', async () => {
    expect((await whole.stack.fetch(`/v1/studies/${effusion}`, { method: 'DELETE' })).status).toBe(204);
    const prefix = keys.messagesPrefix({ tenant: 'local', study: effusion });
    expect(await Array.fromAsync(whole.store.storage.list(prefix))).toEqual([]);
    expect(await asked(effusion, 'Is there a pneumothorax?')).toMatchObject({ code: 'not_found' });
  });
});

describe('a connection that is closed in the middle of an answer', () => {
  let endless: Awaited<ReturnType<typeof endlessBundle>>;
  beforeAll(async () => {
    endless = await endlessBundle(demoBundle, 180);
    const bundle = { BUNDLE_PATH: endless.path };
    whole = await startWholeStack({ encoder: bundle, llm: { ...bundle, DECODER_WORKERS: '1' } });
  });
  afterAll(async () => {
    await whole.stop();
    await endless.remove();
  });

  it('frees the decoder', async () => {
    const study = await summarized('normal.png');
    const gone = new AbortController();
    const response = await ask(study, 'Why?', { headers: events, signal: gone.signal });
    for await (const event of streamedEvents(response)) if (event?.event === 'token') break;
    gone.abort();
    const metric = async (name: string) =>
      (await whole.stack.metrics('llm')).split('\n').find((line) => line.startsWith(name));
    await waitFor(async () => (await metric('wetread_llm_answers_under_way'))?.endsWith(' 0'), {
      what: 'no question under way',
    });
    expect(await metric('wetread_llm_answers_total{code="cancelled"')).toMatch(/ 1$/);
    expect(await metric('wetread_llm_answers_total{code="ok"')).toBeUndefined();
    expect(await new MessageStore(whole.store.storage).list({ tenant: 'local', study })).toEqual([]);
  });
});
