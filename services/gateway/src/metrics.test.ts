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

/** Of a reader that has read nothing yet. */
async function page(): Promise<string> {
  const demand = new DemandReader(new BatchNeeds(redis), new ReadingPace(redis));
  await new DepthReader(queues, new StudyIndex(redis), demand).refresh();
  return registry.metrics();
}

it('tells as work of a queue what is ready and what is due, and not what waits for a later time', async () => {
  const add = (revision: number, delayMs?: number) =>
    queues.add(
      'study.summarize',
      { tenant: 'north', study: '1.2', revision },
      delayMs === undefined ? {} : { delayMs },
    );
  expect(await page()).toContain('wetread_queue_work{queue="reading"} 0');
  await add(1);
  await add(2);
  await add(3, 20);
  await add(4, 60_000);
  await waitFor(async () => (await page()).includes('wetread_queue_work{queue="reading"} 3'));
  expect(await page()).toContain('wetread_queue_jobs{queue="reading",state="due"} 1');
});

it('tells nothing rather than zero while Redis is away, so that no pool is emptied by mistake', async () => {
  await server.kill();
  for (const name of ['queue_work', 'queue_demand']) expect(await page()).not.toContain(`wetread_${name}{`);
});
