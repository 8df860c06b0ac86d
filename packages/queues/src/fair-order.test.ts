import { queuePriority } from '@wetread/contracts';
import { createLogger } from '@wetread/telemetry';
import { type RedisServer, startRedis, waitFor } from '@wetread/testing';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FairOrder } from './fair-order.ts';
import { connectRedis, connectWorkerRedis, JobQueues, JobWorker } from './index.ts';

const logger = createLogger('test', 'silent');
const { urgent, routine } = queuePriority;

let server: RedisServer;
let redis: Redis;
let workerRedis: Redis;
let queues: JobQueues;
let workers: JobWorker[] = [];
/** Tenants in the order in which their jobs were run. */
let ran: string[] = [];

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  redis = connectRedis(server.url);
  workerRedis = connectWorkerRedis(server.url);
  queues = new JobQueues(redis);
  ran = [];
  await redis.flushall();
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  workers = [];
  await queues.close();
  redis.disconnect();
  workerRedis.disconnect();
});

const add = (tenant: string, revision: number, priority: number = routine) =>
  queues.add('study.summarize', { tenant, study: '1.2', revision }, { priority });

async function addMany(tenant: string, jobs: number, priority: number = routine): Promise<void> {
  for (let from = 1; from <= jobs; from += 200) {
    const some = Array.from({ length: Math.min(200, jobs - from + 1) }, (_, i) => from + i);
    await Promise.all(some.map((revision) => add(tenant, revision, priority)));
  }
}

/** Works until `stop` says so; one job at a time, so that the order is that of the queue. */
function work(stop: () => boolean = () => false, concurrency = 1): void {
  const handler = async ({ tenant }: { tenant: string }) => {
    if (stop()) return new Promise<void>((resolve) => setTimeout(resolve, 20));
    ran.push(tenant);
  };
  const options = { connection: workerRedis, logger, concurrency: { 'study.summarize': concurrency }, lockMs: 30_000 };
  workers.push(new JobWorker('llm', { 'study.summarize': handler }, options));
}

const count = (list: readonly string[], tenant: string) => list.filter((other) => other === tenant).length;

describe('tenants that share a queue', () => {
  it('do not hold each other up: 10 studies behind 10,000 of another are done among the next 22', async () => {
    await addMany('north', 10_000);
    work(() => ran.length >= 100);
    await waitFor(() => ran.length >= 40);
    const before = ran.length;
    await addMany('south', 10);
    await waitFor(() => count(ran, 'south') === 10, { timeoutMs: 20_000 });
    // What north had taken while the ten were being added is before them.
    const waited = ran.slice(ran.indexOf('south'), ran.lastIndexOf('south') + 1);
    expect(waited.length).toBeLessThanOrEqual(22);
    expect(ran.indexOf('south')).toBeLessThan(before + 60);
  });

  it('with nothing running meanwhile: each of the 10 waits for one of the 10,000', async () => {
    await addMany('north', 10_000);
    await addMany('south', 10);
    work(() => ran.length >= 30);
    await waitFor(() => ran.length >= 30);
    expect(ran.lastIndexOf('south')).toBeLessThanOrEqual(20);
    expect(count(ran, 'south')).toBe(10);
  });

  it('take turns, three of them, though one sent first and one by one', async () => {
    await addMany('north', 60);
    await addMany('south', 60);
    await addMany('west', 60);
    work();
    await waitFor(() => ran.length === 180);
    for (let i = 0; i < 180; i += 3) expect(ran.slice(i, i + 3).sort()).toEqual(['north', 'south', 'west']);
  });

  it('have urgent work pass all routine work, and take turns within it', async () => {
    await addMany('north', 50);
    await addMany('south', 5);
    const urgentOf = (tenant: string, from: number, jobs: number) =>
      Promise.all(Array.from({ length: jobs }, (_, i) => add(tenant, from + i, urgent)));
    await urgentOf('north', 1_000, 20);
    await urgentOf('south', 1_000, 3);
    work();
    await waitFor(() => ran.length === 78);
    expect(count(ran.slice(0, 6), 'south')).toBe(3);
    expect(count(ran.slice(0, 23), 'north')).toBe(20);
    expect(count(ran.slice(23, 33), 'south')).toBe(5);
  });

  it('pay nothing for work that is added again, and cannot come forward by it', async () => {
    await addMany('north', 20);
    for (let i = 0; i < 10; i++) await addMany('north', 20);
    await addMany('south', 20);
    expect(await queues.depth('study.summarize')).toMatchObject({ prioritized: 40 });
    work();
    await waitFor(() => ran.length === 40);
    for (let i = 0; i < 40; i += 2) expect(ran.slice(i, i + 2).sort()).toEqual(['north', 'south']);
  });

  it('save nothing up: who was idle while others were served does not get it all back', async () => {
    await addMany('north', 60);
    work(() => ran.length >= 30);
    await waitFor(() => ran.length >= 30);
    await Promise.all(workers.map((worker) => worker.close()));
    workers = [];
    await addMany('south', 30);
    ran = [];
    work();
    await waitFor(async () => (await queues.depth('study.summarize')).prioritized === 0 && ran.length > 30);
    const firstTen = ran.slice(0, 10);
    expect(count(firstTen, 'north')).toBeGreaterThanOrEqual(4);
    expect(count(firstTen, 'south')).toBeGreaterThanOrEqual(4);
  });

  it('share assembly too, where a study that still grows keeps its place', async () => {
    const grow = (tenant: string, study: string) =>
      queues.add(
        'study.assemble',
        { tenant, study },
        { priority: routine, debounce: { id: `${tenant}-${study}`, quietMs: 100 } },
      );
    for (let i = 0; i < 20; i++) await grow('north', `1.${i % 5}`);
    await grow('south', '1.1');
    const places = await redis.hgetall('wr:fair:assembly:routine');
    expect(Number(places.north) - Number(places[':now'])).toBe(5);
    expect(Number(places.south) - Number(places[':now'])).toBe(1);
  });
});

describe('the range of places', () => {
  const small = { urgent: { first: 16, last: 31 }, routine: { first: 32, last: 47 } };

  /** One tenant's or several tenants' jobs through a small range, on a queue of BullMQ's own. */
  async function withQueue(test: (queue: Queue, order: FairOrder) => Promise<void>): Promise<void> {
    const queue = new Queue('small', { connection: redis });
    try {
      await test(queue, new FairOrder(redis, 'small', queue.toKey, small));
    } finally {
      await queue.close();
    }
  }

  const place = async (queue: Queue, order: FairOrder, tenant: string, jobId: string) => {
    const priority = await order.place({ tenant, priority: routine, jobId });
    await queue.add('job', {}, { jobId, priority });
    return priority;
  };

  it('moves back before it is used up, and keeps the order', () =>
    withQueue(async (queue, order) => {
      const taken: string[] = [];
      const added: string[] = [];
      for (let i = 0; i < 200; i++) {
        const id = `job${i}`;
        expect(await place(queue, order, 'north', id)).toBeLessThanOrEqual(47);
        added.push(id);
        if (i < 10) continue;
        const [head = ''] = await redis.zrange(queue.toKey('prioritized'), '0', '0');
        await order.taken(head);
        await (await queue.getJob(head))?.remove();
        taken.push(head);
      }
      expect(taken).toEqual(added.slice(0, taken.length));
      const left = await redis.zrange(queue.toKey('prioritized'), '0', '-1');
      expect(left).toEqual(added.slice(taken.length));
      for (const id of left) {
        const score = Number(await redis.zscore(queue.toKey('prioritized'), id));
        expect(Math.floor(score / 2 ** 32)).toBe(Number(await redis.hget(queue.toKey(id), 'priority')));
      }
    }));

  it('is shared in order of arrival by what does not fit in', () =>
    withQueue(async (queue, order) => {
      const ids = Array.from({ length: 40 }, (_, i) => `job${i}`);
      for (const id of ids) await place(queue, order, 'north', id);
      expect(await redis.zrange(queue.toKey('prioritized'), '0', '-1')).toEqual(ids);
      expect(await place(queue, order, 'south', 'other')).toBe(32);
    }));
});
