import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { putCurrentBundle } from '@wetread/batches';
import type { StudyRef } from '@wetread/studies';
import { freePort, waitFor } from '@wetread/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, bundle, finish, linesOf, post, queuedStudy } from './fixtures/night-shift.ts';
import { answers, type Receiver, startReceiver } from './fixtures/receiver.ts';
import { addEndpoint, call, startWorld, tenant, type World } from './fixtures/world.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** What the file of a test says of the running process's address. */
let world: World & { url: string };
let receiver: Receiver;
let key: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  const port = await freePort();
  const env = { HTTP_PORT: String(port), LOG_LEVEL: 'fatal', BATCH_TICK_MS: '100', BATCH_SWEEP_MS: '500' };
  const base = await startWorld(env, false);
  world = Object.create(base, { url: { value: `http://127.0.0.1:${port}` } });
  key = await world.key(tenant);
  await putCurrentBundle(world.storage, { digest: bundle, name: 'demo', version: '1' });
  receiver = await startReceiver(answers(204));
  await startProcess();
  await addEndpoint(world.url, key, receiver.url);
});
afterAll(async () => {
  for (const child of children) await kill(child);
  receiver.stop();
  await world.stop();
});

async function startProcess(): Promise<void> {
  children.push(spawn(process.execPath, [main], { env: { ...process.env, ...world.env }, stdio: 'inherit' }));
  await waitFor(async () => (await fetch(`${world.url}/readyz`)).ok, { timeoutMs: 20_000, what: 'the gateway' });
}

async function kill(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function crash(): Promise<void> {
  await kill(children.at(-1));
  await startProcess();
}

const batch = (id: string): Promise<Answer> => call(`${world.url}/v1/batches/${id}`, key).then((one) => one.json());
const inState = (id: string, status: string): Promise<Answer> =>
  waitFor(async () => (await batch(id)).status === status && batch(id), { timeoutMs: 40_000, what: `${id} ${status}` });
const endsOf = (id: string) =>
  receiver.received.filter(({ body }) => {
    const { type, data } = JSON.parse(body);
    return type.startsWith('batch.') && data.batch === id;
  });

async function makeStudies(count: number): Promise<StudyRef[]> {
  const refs: StudyRef[] = [];
  for (let i = 0; i < count; i++) refs.push(await queuedStudy(world));
  return refs;
}

/** What must hold whatever dies: every study once in a file, and one event, of one id. */
async function expectWhole(id: string, refs: readonly StudyRef[]): Promise<void> {
  const ended = await inState(id, 'completed');
  expect(ended.request_counts).toEqual({ total: refs.length, completed: refs.length, failed: 0 });
  const output = await linesOf(world, key, ended.output_file);
  expect(output.map((line) => line.study).sort()).toEqual(refs.map(({ study }) => study).sort());
  await waitFor(() => endsOf(id).length > 0, { timeoutMs: 20_000 });
  expect(new Set(endsOf(id).map((event) => event.id)).size).toBe(1);
  expect(endsOf(id).every(({ body }) => JSON.parse(body).type === 'batch.completed')).toBe(true);
}

describe('a batch goes on', () => {
  it('when the gateway is killed in the middle of it, again and again', async () => {
    const refs = await makeStudies(60);
    const { id } = await post(world, key, '/v1/batches', { studies: refs.map(({ study }) => study) });
    for (let i = 0; i < refs.length; i += 20) {
      await crash();
      for (const ref of refs.slice(i, i + 20)) await finish(world, ref);
      await sleep(150);
    }
    await expectWhole(id, refs);
  });

  it('when the gateway is killed while it validates', async () => {
    const refs = await makeStudies(20);
    for (const ref of refs) await finish(world, ref);
    const { id } = await post(world, key, '/v1/batches', { studies: refs.map(({ study }) => study) });
    await crash();
    await expectWhole(id, refs);
  });

  it('when Redis loses everything (I1)', async () => {
    const refs = await makeStudies(20);
    const { id } = await post(world, key, '/v1/batches', { studies: refs.map(({ study }) => study) });
    await inState(id, 'in_progress');
    for (const ref of refs.slice(0, 10)) await finish(world, ref);
    const redis = new Redis(world.env.REDIS_URL as string);
    await redis.flushall();
    redis.disconnect();
    for (const ref of refs.slice(10)) await finish(world, ref);
    await expectWhole(id, refs);
    // What was let go before is in the queue again until it is read.
    const late = await makeStudies(1);
    const next = await post(world, key, '/v1/batches', { studies: late.map(({ study }) => study) });
    await inState(next.id, 'in_progress');
    const again = new Redis(world.env.REDIS_URL as string);
    await again.flushall();
    again.disconnect();
    await waitFor(async () => {
      const { prioritized, waiting } = await world.queues.depth('study.summarize');
      return prioritized + waiting > 0;
    });
    for (const ref of late) await finish(world, ref);
    await expectWhole(next.id, late);
  });
});
