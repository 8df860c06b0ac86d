import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { queuePriority } from '@wetread/contracts';
import { createLogger } from '@wetread/telemetry';
import { type RedisServer, startRedis, waitFor } from '@wetread/testing';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { connectRedis, connectWorkerRedis, Housekeeper, JobQueues, JobWorker } from './index.ts';

/** A queue whose workers all sleep or died. */

const logger = createLogger('test', 'silent');
const lockMs = 1_000;
const holder = fileURLToPath(new URL('./fixtures/holding-worker.ts', import.meta.url));

let server: RedisServer;
let redis: Redis;
let connection: Redis;
let queues: JobQueues;
let keeper: Housekeeper;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  redis = connectRedis(server.url);
  connection = connectWorkerRedis(server.url);
  await redis.flushall();
  queues = new JobQueues(redis);
  keeper = new Housekeeper(['study.summarize'], { queues, connection, logger, lockMs });
});
afterEach(async () => {
  await keeper.stop();
  await queues.close();
  redis.disconnect();
  connection.disconnect();
});

const depth = () => queues.depth('study.summarize');
const add = (revision: number, delayMs?: number) =>
  queues.add(
    'study.summarize',
    { tenant: 'north', study: '1.2', revision },
    { priority: queuePriority.routine, ...(delayMs !== undefined && { delayMs }) },
  );

/** @returns the revisions that a worker started now runs until the queue is empty, and how often each was started */
async function finish(): Promise<[revision: number, attempt: number][]> {
  const ran: [number, number][] = [];
  const worker = new JobWorker(
    'llm',
    { 'study.summarize': async ({ revision }, { attempt }) => void ran.push([revision, attempt]) },
    { connection, logger, concurrency: {}, lockMs },
  );
  await waitFor(async () => Object.values(await depth()).every((jobs) => jobs === 0));
  await worker.close();
  return ran;
}

/** @returns once a process of its own held a job and was killed with it */
async function killWithJob(): Promise<void> {
  const child = spawn(process.execPath, [holder, server.url, String(lockMs)], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

it('gives back the job of a worker that was killed, though no other worker lives', async () => {
  await add(1);
  await killWithJob();
  expect(await depth()).toMatchObject({ active: 1, waiting: 0, prioritized: 0 });
  keeper.start();
  await waitFor(async () => (await depth()).waiting === 1);
  expect(await depth()).toMatchObject({ active: 0 });
  expect(await finish()).toEqual([[1, 2]]);
});

it('keeps giving a job back that kills its workers, for its handler to judge', async () => {
  await add(1);
  keeper.start();
  for (let kills = 0; kills < 2; kills++) {
    await killWithJob();
    await waitFor(async () => (await depth()).waiting === 1);
  }
  expect(await finish()).toEqual([[1, 3]]);
});

it('lets delayed jobs go on when their time has come, each in its place and no other', async () => {
  keeper.start();
  await add(1, 1_500);
  await add(2, 200);
  await add(3, 3_600_000);
  expect(await depth()).toMatchObject({ delayed: 3, prioritized: 0 });
  await waitFor(async () => (await depth()).prioritized === 2);
  expect(await depth()).toMatchObject({ delayed: 1, due: 0, active: 0 });
  await queues.remove('study.summarize', { tenant: 'north', study: '1.2', revision: 3 });
  expect(await finish()).toEqual([
    [1, 1],
    [2, 1],
  ]);
});

it('takes nothing from a worker that lives', async () => {
  keeper.start();
  await add(1);
  let ran = 0;
  const worker = new JobWorker(
    'llm',
    {
      'study.summarize': async () => {
        ran++;
        await new Promise((resolve) => setTimeout(resolve, 3 * lockMs));
      },
    },
    { connection, logger, concurrency: {}, lockMs },
  );
  await waitFor(async () => ran > 0);
  await waitFor(async () => Object.values(await depth()).every((jobs) => jobs === 0));
  expect(ran).toBe(1);
  await worker.close();
});

it('goes on after Redis was away', async () => {
  keeper.start();
  await add(1);
  await killWithJob();
  await server.restart();
  await add(2, 100);
  await waitFor(async () => {
    const { waiting, prioritized } = await depth();
    return waiting === 1 && prioritized === 1;
  });
  expect((await finish()).map(([revision]) => revision)).toEqual([1, 2]);
});
