import { type ObjectStorage, openStorage } from '@wetread/storage';
import { startRedis, tempFolder } from '@wetread/testing';
import { Redis } from 'ioredis';
import { beforeEach, describe, expect, it } from 'vitest';
import { answeredEvent, keys, type MessageRecord, MessageStore, StudyIndex, StudyStore } from './index.ts';

const ref = { tenant: 'north', study: '1.2.3' };
const digest = 'ab'.repeat(32);
const at = '2026-03-01T02:03:04.000Z';

let storage: ObjectStorage;
let messages: MessageStore;
beforeEach(async () => {
  const folder = await tempFolder('messages');
  storage = await openStorage(`file://${folder.path}`);
  messages = new MessageStore(storage);
  return () => folder.remove();
});

const message = (id: string): Omit<MessageRecord, 'number'> => ({
  ...ref,
  id,
  revision: 1,
  summary: 'res_1',
  askedAt: at,
  createdAt: at,
  question: 'Is there a pleural effusion?',
  text: 'No.',
  preliminary: true,
  machineMade: true,
  notice: 'Not for clinical use.',
  bundle: { name: 'demo', version: '1', digest },
  prompt: { system: '', template: '{image} {question}', turnTemplate: '{answer} {question}', question: 'Describe.' },
  decoding: { engine: 'onnx', temperature: 0, topP: 1, repetitionPenalty: 1, maxNewTokens: 20, seed: null },
  images: [{ sop: '1.2.3.4', sha256: digest, render: 'r.png', view: 'frontal' }],
  context: { messages: [], dropped: 0 },
  tokens: { prompt: 40, completion: 2 },
  stopReason: 'stop',
  timings: { encodeMs: 1, firstTokenMs: 1, decodeMs: 1, totalMs: 3 },
});
const ids = async () => (await messages.list(ref)).map(({ id }) => id);

describe('a conversation', () => {
  it('keeps every one of many messages that come at once, numbered without gaps', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `msg_${i}`);
    const stored = await Promise.all(names.map((id) => messages.append(message(id), [])));
    expect((await ids()).sort()).toEqual([...names].sort());
    expect((await messages.list(ref)).map(({ number }) => number)).toEqual(names.map((_, i) => i + 1));
    for (const { id, number } of stored) expect((await messages.list(ref))[number - 1]?.id).toBe(id);
  });

  it('holds a message once, however often it is appended and whatever its writers knew', async () => {
    const [first] = await Promise.all([1, 2, 3].map(() => messages.append(message('msg_a'), [])));
    await messages.append(message('msg_b'), []);
    const again = await messages.append({ ...message('msg_a'), text: 'Yes.' }, await messages.list(ref));
    expect(again).toEqual(first);
    expect(await ids()).toEqual(['msg_a', 'msg_b']);
  });

  it('is its own tenant’s, and gone with the study', async () => {
    await messages.append(message('msg_a'), []);
    expect(await messages.list({ ...ref, tenant: 'south' })).toEqual([]);
    await new StudyStore(storage).deleteStudy(ref);
    expect(await ids()).toEqual([]);
  });

  it('with a damaged record says so', async () => {
    await storage.put(keys.messageKey(ref, 1), Buffer.from('{}'));
    await expect(messages.list(ref)).rejects.toMatchObject({ code: 'record_invalid' });
  });
});

it('an answer is told by ids, by one event', () => {
  const event = answeredEvent({ ...message('msg_a'), number: 1 });
  expect(event).toMatchObject({ type: 'study.answered', timestamp: at });
  expect(event.data).toEqual({ study: '1.2.3', revision: 1, message: 'msg_a' });
  expect(answeredEvent({ ...message('msg_a'), number: 2 }).id).toBe(event.id);
  expect(answeredEvent({ ...message('msg_b'), number: 1 }).id).not.toBe(event.id);
});

it('a pending mark is the asker’s to clear only where the study was not pending', async () => {
  const server = await startRedis();
  const redis = new Redis(server.url);
  const index = new StudyIndex(redis);
  const mark = await index.markPendingAnew(ref);
  expect(mark).toBeDefined();
  expect(await index.markPendingAnew(ref)).toBeUndefined();
  await redis.zadd('wr:pending', Date.now() + 5, 'north/1.2.3');
  await index.clearPending(ref, mark);
  expect(await index.pendingMark(ref)).toBeDefined();
  redis.disconnect();
  await server.stop();
});
