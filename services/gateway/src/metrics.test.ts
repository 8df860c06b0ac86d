import { ReadingPace } from '@wetread/batches';
import { connectRedis, JobQueues } from '@wetread/queues';
import { StudyIndex } from '@wetread/studies';
import { registry } from '@wetread/telemetry';
import { type RedisServer, startRedis, waitFor } from '@wetread/testing';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DepthReader } from './metrics.ts';
import { BatchNeeds } from './sizing/batch-needs.ts';
import { DemandReader } from './sizing/demand-reader.ts';
import { DisabledReceivers } from './webhooks/disabled-receivers.ts';

let server: RedisServer;
let redis: Redis;
let queues: JobQueues;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.url);
  queues = new JobQueues(redis);
});
afterAll(async () => {
  await queues.close();
  redis.disconnect();
  await server.stop();
});

const disabled = () => new DisabledReceivers(redis);

/** Of a reader that has read nothing yet. */
async function page(): Promise<string> {
  const demand = new DemandReader(new BatchNeeds(redis), new ReadingPace(redis));
  await new DepthReader(queues, new StudyIndex(redis), demand, disabled()).refresh();
  return registry.metrics();
}

it('tells as work of a queue what is ready and what is due, and not what waits for a later time', async () => {
  const add = (event: number, delayMs?: number) =>
    queues.add('event.publish', { tenant: 'north', event: `e${event}` }, delayMs === undefined ? {} : { delayMs });
  expect(await page()).toContain('wetread_queue_work{queue="events"} 0');
  await add(1);
  await add(2);
  await add(3, 20);
  await add(4, 60_000);
  await waitFor(async () => (await page()).includes('wetread_queue_work{queue="events"} 3'));
  expect(await page()).toContain('wetread_queue_jobs{queue="events",state="due"} 1');
});

it('tells as work of readings also what an outage put off, so that the pool it waits for does not fall asleep', async () => {
  await queues.add('study.summarize', { tenant: 'north', study: '1.2', revision: 1 }, { delayMs: 60_000 });
  expect(await page()).toContain('wetread_queue_work{queue="reading"} 1');
});

const oldest = async (queue: string) =>
  Number((await page()).match(new RegExp(`wetread_queue_oldest_seconds\\{queue="${queue}"\\} (\\S+)`))?.[1]);

it('tells how long the oldest job of each queue could have been taken, whichever tenant is served first', async () => {
  await redis.flushall();
  expect(await oldest('reading')).toBe(0);
  await queues.add('study.summarize', { tenant: 'north', study: '1.2', revision: 1 });
  await queues.add('study.summarize', { tenant: 'south', study: '1.2', revision: 1 }, { delayMs: 3_600_000 });
  await queues.add('study.summarize', { tenant: 'west', study: '1.2', revision: 1 });
  const waiting = await redis.zrange('bull:reading:prioritized', '0', '-1');
  await redis.hset(`bull:reading:${waiting[1]}`, 'timestamp', String(Date.now() - 120_000));
  expect(await oldest('reading')).toBeGreaterThanOrEqual(120);
  await redis.hset(`bull:reading:${waiting[1]}`, 'ats', '1');
  expect(await oldest('reading')).toBeLessThan(60);
  // Its time came two minutes ago, and there is nobody who would let it go on.
  const [south = ''] = await redis.zrange('bull:reading:delayed', '0', '-1');
  await redis.zadd('bull:reading:delayed', String((Date.now() - 120_000) * 4_096), south);
  expect(await oldest('reading')).toBeGreaterThanOrEqual(120);
});

it('tells the age of queues that are first come first served', async () => {
  await redis.flushall();
  await queues.add('event.publish', { tenant: 'north', event: 'a' });
  const [first = ''] = await redis.lrange('bull:events:wait', -1, -1);
  await redis.hset(`bull:events:${first}`, 'timestamp', String(Date.now() - 90_000));
  await queues.add('event.publish', { tenant: 'north', event: 'b' });
  expect(await oldest('events')).toBeGreaterThanOrEqual(90);
});

it('counts disabled receivers by kind and reason, until they are enabled or gone', async () => {
  await redis.flushall();
  const line = (reason: string) => `wetread_receivers_disabled{kind="webhook",reason="${reason}"}`;
  const off = (id: string) => ({
    id,
    tenant: 'north',
    createdAt: '2026-01-01T00:00:00Z',
    disabledAt: '2026-01-02T00:00:00Z',
  });
  await disabled().count('webhook-endpoints', { ...off('a'), disabledReason: 'failing' });
  await disabled().count('webhook-endpoints', { ...off('b'), disabledReason: 'failing' });
  await disabled().count('webhook-endpoints', { ...off('c'), disabledReason: 'manual' });
  await disabled().count('webhook-endpoints', { ...off('b'), disabledReason: 'failing' });
  expect(await page()).toContain(`${line('failing')} 2`);
  expect(await page()).toContain(`${line('manual')} 1`);
  expect(await page()).toContain('wetread_receivers_disabled{kind="destination",reason="failing"} 0');
  const { disabledAt: _, ...on } = off('a');
  await disabled().count('webhook-endpoints', on);
  await disabled().forget('webhook-endpoints', 'north', 'c');
  expect(await page()).toContain(`${line('failing')} 1`);
  expect(await page()).toContain(`${line('manual')} 0`);
});

it('tells nothing rather than zero while Redis is away, so that no pool is emptied by mistake', async () => {
  await server.kill();
  for (const name of ['queue_work', 'queue_demand', 'queue_oldest_seconds', 'receivers_disabled'])
    expect(await page()).not.toContain(`wetread_${name}{`);
});
