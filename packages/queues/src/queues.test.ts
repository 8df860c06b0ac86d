import { queuePriority, WetreadError } from '@wetread/contracts';
import { createLogger } from '@wetread/telemetry';
import { type RedisServer, startRedis, waitFor } from '@wetread/testing';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectRedis, connectWorkerRedis, type JobHandlers, JobQueues, JobWorker, proveCatalogue } from './index.ts';

const study = { tenant: 'north', study: '1.2.3' };
const logger = createLogger('test', 'silent');

let server: RedisServer;
let redis: Redis;
let workerRedis: Redis;
let queues: JobQueues;
let workers: JobWorker[] = [];

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

beforeEach(async () => {
  redis = connectRedis(server.url);
  workerRedis = connectWorkerRedis(server.url);
  queues = new JobQueues(redis);
  await redis.flushall();
});

afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  workers = [];
  await queues.close();
  redis.disconnect();
  workerRedis.disconnect();
});

function work(handlers: JobHandlers, service: 'ingest' | 'llm' = 'llm'): void {
  workers.push(new JobWorker(service, handlers, { connection: workerRedis, logger, concurrency: {}, lockMs: 1_000 }));
}

describe('the job catalogue', () => {
  it('refuses a service that lacks a handler, and one that has a foreign handler', () => {
    expect(() => proveCatalogue('llm', {})).toThrow(/study\.summarize/);
    const foreign = { 'study.summarize': async () => {}, 'event.publish': async () => {} };
    expect(() => proveCatalogue('llm', foreign)).toThrow(WetreadError);
    expect(() => proveCatalogue('llm', { 'study.summarize': async () => {} })).not.toThrow();
  });

  it('refuses a payload that carries anything the catalogue does not know', async () => {
    await expect(queues.add('study.summarize', { ...study, revision: 0 })).rejects.toThrow();
  });
});

describe('adding', () => {
  it('runs the same work once, however often it is added', async () => {
    await Promise.all(Array.from({ length: 20 }, () => queues.add('study.summarize', { ...study, revision: 1 })));
    expect(await queues.depth('study.summarize')).toMatchObject({ prioritized: 1 });
  });

  it('takes the same work again after it is done', async () => {
    let runs = 0;
    work({ 'study.summarize': async () => void runs++ });
    await queues.add('study.summarize', { ...study, revision: 1 });
    await waitFor(() => runs === 1);
    await waitFor(async () => (await queues.depth('study.summarize')).active === 0);
    await queues.add('study.summarize', { ...study, revision: 1 });
    await waitFor(() => runs === 2);
  });

  it('runs urgent work before routine work that came earlier', async () => {
    const order: string[] = [];
    for (let i = 1; i <= 5; i++) await queues.add('study.summarize', { ...study, revision: i }, { priority: 10 });
    await queues.add('study.summarize', { ...study, revision: 99 }, { priority: 1 });
    work({ 'study.summarize': async ({ revision }) => void order.push(String(revision)) });
    await waitFor(() => order.length === 6);
    expect(order[0]).toBe('99');
  });

  it('waits for quiet, and runs once more for what came while it ran', async () => {
    const seen: number[] = [];
    let added = 0;
    let release = (): void => {};
    const running = new Promise<void>((resolve) => {
      release = resolve;
    });
    const add = () => {
      added++;
      return queues.add('study.assemble', study, { debounce: { id: 'north-1.2.3', quietMs: 300 } });
    };
    for (let i = 0; i < 5; i++) await add();
    expect(await queues.depth('study.assemble')).toMatchObject({ delayed: 1, waiting: 0 });
    work(
      {
        'study.assemble': async () => {
          seen.push(added);
          if (seen.length === 1) await running;
        },
        'storage.reconcile': async () => {},
      },
      'ingest',
    );
    await waitFor(() => seen.length === 1);
    await add();
    release();
    await waitFor(() => seen.length === 2);
    expect(seen).toEqual([5, 6]);
  });

  it('counts delayed work as due once its time has come, though no worker is there to take it', async () => {
    await queues.add('study.summarize', { ...study, revision: 1 }, { delayMs: 60_000 });
    await queues.add('study.summarize', { ...study, revision: 2 }, { delayMs: 20 });
    await waitFor(async () => (await queues.depth('study.summarize')).due === 1);
    expect(await queues.depth('study.summarize')).toMatchObject({ delayed: 2, due: 1, waiting: 0, active: 0 });
  });

  it('says queue_unavailable within seconds while Redis is down, and works again after', async () => {
    await server.kill();
    await expect(queues.add('study.assemble', study)).rejects.toMatchObject({
      code: 'queue_unavailable',
      retryable: true,
    });
    await server.restart();
    await waitFor(() => queues.add('study.assemble', study).then(() => true));
  });
});

describe('starting while Redis is down', () => {
  it('fails at first, and works once Redis is there', async () => {
    await server.kill();
    const lateRedis = connectRedis(server.url);
    const late = new JobQueues(lateRedis);
    await expect(late.add('study.assemble', study)).rejects.toMatchObject({ code: 'queue_unavailable' });
    await server.restart();
    await waitFor(() => late.add('study.assemble', study).then(() => true));
    expect(await late.depth('study.assemble')).toMatchObject({ prioritized: 1 });
    await late.close();
    lateRedis.disconnect();
  });
});

describe('running', () => {
  it('repeats an attempt whose error says that a retry can help, and only that', async () => {
    const attempts: Record<string, number> = {};
    work({
      'study.summarize': async ({ revision }, { attempt }) => {
        attempts[revision] = attempt;
        if (revision === 1 && attempt < 3) throw new WetreadError('encoder_unavailable', 'not yet');
        if (revision === 2) throw new WetreadError('image_invalid', 'never');
      },
    });
    await queues.add('study.summarize', { ...study, revision: 1 });
    await queues.add('study.summarize', { ...study, revision: 2 });
    await waitFor(() => attempts['1'] === 3, { timeoutMs: 20_000 });
    expect(attempts).toEqual({ 1: 3, 2: 1 });
    await waitFor(async () => Object.values(await queues.depth('study.summarize')).every((n) => n === 0));
  });

  it('gives the job of a worker that fell silent to another', async () => {
    const runs: [attempt: number, crashes: number][] = [];
    const hanging = new Promise<void>(() => {});
    const dying = connectWorkerRedis(server.url);
    const first = new JobWorker(
      'llm',
      {
        'study.summarize': () =>
          hanging.then(
            () => {},
            () => {},
          ),
      },
      { connection: dying, logger, concurrency: {}, lockMs: 1_000 },
    );
    await queues.add('study.summarize', { ...study, revision: 1 });
    await waitFor(async () => (await queues.depth('study.summarize')).active === 1);
    // Without its connection the lock is no longer renewed, as after a kill.
    dying.disconnect();
    void first;
    work({ 'study.summarize': async (_, { attempt, crashes }) => void runs.push([attempt, crashes]) });
    await waitFor(() => runs.length === 1, { timeoutMs: 20_000 });
    expect(runs).toEqual([[2, 1]]);
  });

  it('puts a postponed job back without counting a failure', async () => {
    const runs: boolean[] = [];
    work({
      'study.summarize': async (_, job) => {
        runs.push(job.last);
        if (runs.length < 3) await job.postpone(50);
      },
    });
    await queues.add('study.summarize', { ...study, revision: 1 });
    await waitFor(() => runs.length === 3);
    expect(runs).toEqual([false, false, false]);
  });

  it('keeps the order of what is postponed to one moment, urgent work first', async () => {
    const runs: number[] = [];
    const moment = Date.now() + 1_500;
    work({
      'study.summarize': async ({ revision }, job) => {
        if (job.attempt === 1) await job.postpone(moment - Date.now());
        runs.push(revision);
      },
    });
    for (const revision of [1, 2]) await queues.add('study.summarize', { ...study, revision });
    await queues.add('study.summarize', { ...study, revision: 3 }, { priority: queuePriority.urgent });
    await waitFor(() => runs.length === 3, { timeoutMs: 20_000 });
    expect(runs).toEqual([3, 1, 2]);
  });

  it('counts how often a worker fell silent apart from how often the job was postponed', async () => {
    const seen: [attempt: number, crashes: number][] = [];
    work({
      'study.summarize': async (_, job) => {
        seen.push([job.attempt, job.crashes]);
        if (seen.length < 3) await job.postpone(10);
      },
    });
    await queues.add('study.summarize', { ...study, revision: 1 });
    await waitFor(() => seen.length === 3);
    expect(seen).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
  });
});
