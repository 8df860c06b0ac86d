import { eventId, newUid, WetreadError } from '@wetread/contracts';
import { keys, type MessageRecord, MessageStore, type StudyRef } from '@wetread/studies';
import { type StreamedEvent, streamedEvents, waitFor } from '@wetread/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AnswerCall, fails, finished, type ReaderPeer, says, startReaderPeer } from './fixtures/reader-peer.ts';
import { answers, startReceiver } from './fixtures/receiver.ts';
import { summarizedStudy } from './fixtures/summarized.ts';
import { addEndpoint, call, startWorld, tenant, type World } from './fixtures/world.ts';
import { messageAnswer } from './transport/http/message-schemas.ts';

/** A gateway on a real port, and an llm on a real socket that answers as each test wants. */

let world: World;
let peer: ReaderPeer;
let key: string;
let ref: StudyRef;
let messages: MessageStore;
beforeAll(async () => {
  peer = await startReaderPeer();
  world = await startWorld({
    LLM_ADDRESS: `127.0.0.1:${peer.port}`,
    ANSWER_TIMEOUT_MS: '3000',
    SSE_HEARTBEAT_MS: '30',
  });
  messages = new MessageStore(world.storage);
  key = await world.key(tenant);
});
afterAll(async () => {
  await world.stop();
  peer.stop();
});
beforeEach(async () => {
  ref = await summarizedStudy(world);
  peer.answer = says('No.');
  peer.calls.length = 0;
  peer.cancelled.length = 0;
});

interface Options {
  readonly headers?: Record<string, string>;
  readonly key?: string;
  readonly study?: string;
  readonly signal?: AbortSignal;
}

function ask(question: unknown, { headers = {}, key: own = key, study = ref.study, signal }: Options = {}) {
  return call(`${world.url}/v1/studies/${study}/messages`, own, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ question }),
    ...(signal && { signal }),
  });
}
const asked = async (question: string, options?: Options) =>
  (await ask(question, options)).json() as Promise<MessageRecord>;
const history = async (own = key) => call(`${world.url}/v1/studies/${ref.study}/messages`, own);
const events = { accept: 'text/event-stream' };

async function allEvents(response: Response): Promise<StreamedEvent[]> {
  const found = await Array.fromAsync(streamedEvents(response));
  return found.filter((event) => event !== undefined);
}

describe('a question', () => {
  it('is answered with all that made the answer (I7), and kept', async () => {
    const response = await ask('  Is there an effusion? ');
    expect(response.status).toBe(200);
    const answer = messageAnswer.strict().parse(await response.json());
    const summary = await world.store.findNewestResult(ref);
    expect(answer).toMatchObject({
      study: ref.study,
      number: 1,
      revision: 1,
      summary: summary?.id,
      question: 'Is there an effusion?',
      text: 'No.',
      preliminary: true,
      machineMade: true,
      notice: finished.notice,
      bundle: { name: 'demo', version: '2', digest: finished.bundle },
      prompt: { system: 'Be brief.', template: '{image} {question}', turnTemplate: '{answer} {question}' },
      decoding: { engine: 'onnx', temperature: 0.5, maxNewTokens: 30, seed: 9 },
      images: [{ sop: summary?.images[0]?.sop, sha256: summary?.images[0]?.sha256 }],
      context: { messages: [], dropped: 0 },
      tokens: { prompt: 50, completion: 2 },
      stopReason: 'eos',
    });
    expect(peer.calls[0]?.request).toMatchObject({
      imageKey: summary?.images[0]?.render,
      summaryQuestion: summary?.prompt.question,
      summary: summary?.text,
      turns: [],
      question: 'Is there an effusion?',
    });
    expect(await (await history()).json()).toEqual({ messages: [answer] });
    expect(await world.storage.has(keys.messageKey(ref, 1))).toBe(true);
  });

  it('is asked after the earlier ones, and its answer says which of them were shown', async () => {
    const [first, second] = [await asked('One?'), await asked('Two?')];
    peer.answer = says('Yes.', 1);
    const third = await asked('Three?');
    expect(peer.calls[2]?.request.turns).toEqual([
      { question: 'One?', answer: 'No.' },
      { question: 'Two?', answer: 'No.' },
    ]);
    expect(second.context).toEqual({ messages: [first.id], dropped: 0 });
    expect(third.context).toEqual({ messages: [second.id], dropped: 1 });
  });

  it('about a new summary is not asked after those about another', async () => {
    await asked('One?');
    const summary = await world.store.findNewestResult(ref);
    const revision = await world.store.findRevision(ref, 1);
    if (summary && revision) {
      await world.store.putRevision(ref, { ...revision, revision: 2 });
      await world.store.putResult({ ...summary, id: 'res_2', revision: 2 });
    }
    expect(await asked('Two?')).toMatchObject({ number: 2, revision: 2, summary: 'res_2', context: { messages: [] } });
    expect(peer.calls[1]?.request.turns).toEqual([]);
  });

  it('that comes beside others is kept like them, in the order in which answers were whole', async () => {
    const together = await Promise.all(Array.from({ length: 12 }, (_, i) => asked(`Number ${i}?`)));
    const stored = await messages.list(ref);
    expect(stored.map(({ number }) => number)).toEqual(together.map((_, i) => i + 1));
    expect(stored.map(({ id }) => id).sort()).toEqual(together.map(({ id }) => id).sort());
    for (const { question, number } of together) expect(stored[number - 1]?.question).toBe(question);
  });

  it('is told of by one event that holds ids only', async () => {
    const receiver = await startReceiver((_, response) => answers(204)(_, response));
    await addEndpoint(world.url, key, receiver.url);
    const { id } = await asked('Is the secret in the event?', { headers: { 'idempotency-key': 'k' } });
    await asked('Is the secret in the event?', { headers: { 'idempotency-key': 'k' } });
    await waitFor(() => receiver.received.length > 0, { what: 'the webhook' });
    await waitFor(async () => (await world.queues.depth('event.publish')).active === 0);
    const event = await world.store.findEvent(
      tenant,
      eventId(tenant, 'study.answered', { study: ref.study, message: id }),
    );
    expect(event?.data).toEqual({ study: ref.study, revision: 1, message: id });
    expect(receiver.received.map((received) => received.id)).toEqual([event?.id]);
    expect(receiver.received[0]?.body).not.toContain('secret');
    expect(await world.index.pendingMark(ref)).toBeUndefined();
    receiver.stop();
  });
});

describe('as events', () => {
  it('an answer comes piece by piece, and whole at the end', async () => {
    peer.answer = says('There is no effusion.');
    const response = await ask('Effusion?', { headers: events });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const found = await allEvents(response);
    expect(found.map(({ event }) => event)).toEqual(['accepted', 'token', 'token', 'token', 'token', 'message']);
    expect(found.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(
      found
        .slice(1, 5)
        .map(({ data }) => data.text)
        .join(''),
    ).toBe('There is no effusion.');
    const stored = (await (await history()).json()) as { messages: unknown[] };
    expect(found.at(-1)?.data).toEqual(stored.messages[0]);
    expect(found[0]?.data.id).toBe(found.at(-1)?.data.id);
  });

  it('a silent llm is bridged by heartbeats', async () => {
    const beaten = Promise.withResolvers<void>();
    peer.answer = async (open) => {
      open.write({ accepted: { droppedTurns: 0 } });
      await beaten.promise;
      says('No.')(open);
    };
    let beats = 0;
    const found: (string | undefined)[] = [];
    for await (const event of streamedEvents(await ask('Effusion?', { headers: events }))) {
      if (event === undefined && ++beats === 3) beaten.resolve();
      if (event) found.push(event.event);
    }
    expect(found.at(-1)).toBe('message');
  });

  it('a failure on the way is an event with problem details, and nothing is kept', async () => {
    peer.answer = fails(new WetreadError('draining', 'The process is shutting down'), 'There', ' is');
    const found = await allEvents(await ask('Effusion?', { headers: events }));
    expect(found.map(({ event }) => event)).toEqual(['accepted', 'token', 'token', 'error']);
    expect(found.at(-1)?.data).toMatchObject({ code: 'decoder_unavailable', status: 503, retryable: true });
    expect(await messages.list(ref)).toEqual([]);
  });

  it('a failure before the first of them is a status', async () => {
    peer.answer = fails(new WetreadError('overloaded', 'Too many', { retryAfterS: 7 }));
    const response = await ask('Effusion?', { headers: events });
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(response.headers.get('retry-after')).toBe('7');
  });
});

describe('an asker who goes away', () => {
  it.each([
    ['from events', events],
    ['from JSON', {}],
  ])('%s frees the llm, and leaves nothing', async (_, headers) => {
    peer.answer = (open) => {
      open.write({ accepted: { droppedTurns: 0 } });
      open.write({ text: 'There' });
    };
    const gone = new AbortController();
    const response = ask('Effusion?', { headers, signal: gone.signal });
    response.catch(() => undefined);
    await waitFor(() => peer.calls.length === 1, { what: 'the call' });
    if (headers === events)
      for await (const event of streamedEvents(await response)) if (event?.event === 'token') break;
    expect(peer.cancelled).toHaveLength(0);
    gone.abort();
    await waitFor(() => peer.cancelled.includes(peer.calls[0] as AnswerCall), {
      timeoutMs: 2_000,
      what: 'the end of the call',
    });
    expect(await messages.list(ref)).toEqual([]);
  });
});

describe('a key for repetition', () => {
  const headers = { 'idempotency-key': 'again-1' };

  it('gets the same message, without another answer', async () => {
    const first = await asked('Effusion?', { headers });
    peer.answer = says('Yes.');
    expect(await asked('Effusion?', { headers })).toEqual(first);
    const streamed = await allEvents(await ask('Effusion?', { headers: { ...headers, ...events } }));
    expect(streamed.map(({ event, data }) => [event, data.id])).toEqual([['message', first.id]]);
    expect(peer.calls).toHaveLength(1);
  });

  it('makes one message of questions that come at once', async () => {
    const together = await Promise.all([1, 2, 3, 4].map(() => asked('Effusion?', { headers })));
    expect(new Set(together.map(({ id }) => id)).size).toBe(1);
    expect(await messages.list(ref)).toHaveLength(1);
  });

  it('is of one question and one study', async () => {
    const first = await asked('Effusion?', { headers });
    const other = await ask('Pneumothorax?', { headers });
    expect(other.status).toBe(409);
    expect(await other.json()).toMatchObject({ code: 'conflict' });
    const { study } = await summarizedStudy(world);
    expect((await asked('Pneumothorax?', { headers, study })).id).not.toBe(first.id);
  });

  it.each(['a b', 'x'.repeat(256), '\u00e9'])('%j is not valid', async (bad) => {
    const response = await ask('Effusion?', { headers: { 'idempotency-key': bad } });
    expect(response.status).toBe(400);
  });
});

describe('what cannot be answered', () => {
  it.each<[string, WetreadError, number, Record<string, unknown>]>([
    ['too long', new WetreadError('context_too_long', 'Too long'), 422, { code: 'context_too_long', retryable: false }],
    ['with a mark', new WetreadError('invalid_request', 'A mark'), 400, { code: 'invalid_request' }],
    ['without an encoder', new WetreadError('encoder_unavailable', 'None'), 503, { code: 'encoder_unavailable' }],
  ])('%s is the llm’s typed error', async (_, error, status, body) => {
    peer.answer = fails(error);
    const response = await ask('Effusion?');
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject(body);
    expect(await messages.list(ref)).toEqual([]);
  });

  it('in time is given up, and its place is free', async () => {
    peer.answer = () => undefined;
    const response = await ask('Effusion?');
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({ code: 'deadline_exceeded', retryable: true });
    await waitFor(() => peer.cancelled.length === 1);
  });

  it('for its study has no summary yet says to come again', async () => {
    const study = newUid();
    const receivedAt = new Date().toISOString();
    await world.store.putStudy({ tenant, study, receivedAt, source: 'upload', priority: 'routine' });
    const response = await ask('Effusion?', { study });
    expect(response.status).toBe(409);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ code: 'no_summary_yet', retryable: true, studyStatus: 'received' });
  });

  it('for its study was refused says that it never will be', async () => {
    const study = newUid();
    const now = new Date().toISOString();
    await world.store.putStudy({ tenant, study, receivedAt: now, source: 'upload', priority: 'routine' });
    const refusal = { id: 'r1', code: 'not_chest' as const, sentence: 'No chest.', at: now };
    const revision = { study, revision: 1, createdAt: now, priority: 'routine' as const, instances: [], images: [] };
    await world.store.putRevision({ tenant, study }, { ...revision, refusals: [refusal] });
    const response = await ask('Effusion?', { study });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'no_summary', retryable: false, studyStatus: 'refused' });
  });

  it('for its study is gone by then leaves nothing', async () => {
    peer.answer = async (open) => {
      await call(`${world.url}/v1/studies/${ref.study}`, key, { method: 'DELETE' });
      says('No.')(open);
    };
    expect((await ask('Effusion?')).status).toBe(404);
    for await (const { key: left } of world.storage.list('')) expect(left).not.toContain(ref.study);
  });

  it.each([undefined, '', '  \n', 7, 'x'.repeat(4_001)])('for it is %j is refused', async (question) => {
    const response = await ask(question);
    expect(response.status).toBe(400);
    expect(peer.calls).toHaveLength(0);
  });
});

describe('a conversation', () => {
  it('is its own tenant’s, by scope', async () => {
    await asked('Effusion?');
    const south = await world.key('south');
    expect((await ask('Effusion?', { key: south })).status).toBe(404);
    expect((await history(south)).status).toBe(404);
    const [chat, read, ingest] = await Promise.all(
      (['chat', 'read', 'ingest'] as const).map((scope) => world.key(tenant, [scope])),
    );
    expect((await ask('Effusion?', { key: read as string })).status).toBe(403);
    expect((await ask('Effusion?', { key: chat as string })).status).toBe(200);
    expect((await history(read)).status).toBe(200);
    expect((await history(chat)).status).toBe(200);
    expect((await history(ingest)).status).toBe(403);
  });

  it('that is full takes no more', async () => {
    const stored = (await asked('Effusion?')) && (await messages.list(ref))[0];
    if (!stored) throw new Error('nothing stored');
    for (let i = 2; i <= 200; i++) await messages.append({ ...stored, id: `msg_${i}` }, [{ ...stored, number: i - 1 }]);
    expect(await (await ask('Once more?')).json()).toMatchObject({ code: 'conflict', retryable: false });
    expect(peer.calls).toHaveLength(1);
  });

  it('goes with its study', async () => {
    await asked('Effusion?');
    await call(`${world.url}/v1/studies/${ref.study}`, key, { method: 'DELETE' });
    for await (const { key: left } of world.storage.list('')) expect(left).not.toContain(ref.study);
    expect((await history()).status).toBe(404);
  });
});

it('an answer that outlasts the drain is told that the gateway closes', async () => {
  const other = await startWorld({ LLM_ADDRESS: `127.0.0.1:${peer.port}`, DRAIN_TIMEOUT_MS: '100' });
  const own = await other.key(tenant);
  const { study } = await summarizedStudy(other);
  peer.answer = (open) => open.write({ accepted: { droppedTurns: 0 } });
  const response = await call(`${other.url}/v1/studies/${study}/messages`, own, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...events },
    body: JSON.stringify({ question: 'Effusion?' }),
  });
  const stopped = other.stop();
  const found = await allEvents(response);
  expect(found.at(-1)).toMatchObject({ event: 'error', data: { code: 'draining', retryable: true } });
  await stopped;
});

it('without an llm a question is told to come again, and the rest works', async () => {
  peer.stop();
  const response = await ask('Effusion?');
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  const problem = await response.json();
  expect(problem).toMatchObject({ code: 'decoder_unavailable', retryable: true });
  expect(JSON.stringify(problem)).not.toContain('127.0.0.1');
  expect((await history()).status).toBe(200);
});
