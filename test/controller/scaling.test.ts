import { connectRedis, JobQueues } from '@wetread/queues';
import { registerReceiver, WebhookReceiver } from '@wetread/stack';
import { openStorage } from '@wetread/storage';
import { StudyStore } from '@wetread/studies';
import { waitFor } from '@wetread/testing';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectNothingLost, type Sent, sendUntilTaken } from '../system/nothing-lost.ts';
import { type Cluster, startCluster } from './cluster.ts';
import type { Deployment } from './deployment.ts';
import type { Pod } from './pod.ts';
import { readValue } from './scale-rule.ts';

/**
 * The chart's promise with real processes: pools follow the work from none to several and back, and services are
 * rolled, and no study is lost or read into two results. Pods have addresses of their own in 127.0.0.0/8, which Linux has.
 */
const linux = process.platform === 'linux';
if (!linux) console.warn('Scaling was not tested: pods need the addresses of 127.0.0.0/8, which only Linux has.');

describe.skipIf(!linux)('pools that follow the work', () => {
  let cluster: Cluster;
  let receiver: WebhookReceiver;
  let store: StudyStore;
  let redis: Redis;
  let queues: JobQueues;
  let llm: Deployment;
  let encoder: Deployment;
  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    cluster = await startCluster({ llm: { min: 0, max: 3 }, encoder: { min: 0, max: 2 } });
    ({ llm, encoder } = cluster.deployments);
    await registerReceiver(cluster, receiver);
    redis = connectRedis(cluster.redisUrl);
    queues = new JobQueues(redis);
    store = new StudyStore(await openStorage(cluster.storageUrl));
  });
  // One test's failure must not keep the pools of the next from their work.
  afterEach(() => cluster.scaler.pause(false));
  afterAll(async () => {
    const faults = await cluster.stop();
    await receiver.stop();
    await queues.close();
    redis.disconnect();
    expect(faults).toEqual([]);
  });

  const work = async () => readValue(await cluster.metrics(), 'wetread_queue_work');
  const reading = () => queues.depth('study.summarize');
  const awake = () => [llm, encoder].every((pool) => pool.addresses().length > 0);
  const asleep = () => [llm, encoder].every((pool) => pool.wanted === 0 && pool.pods.length === 0);
  const until = (what: string, holds: () => boolean | Promise<boolean>) =>
    waitFor(holds, { timeoutMs: 90_000, everyMs: 200, what });

  /** Four senders, until it is enough. */
  async function send(enough: (begun: number) => boolean): Promise<Sent[]> {
    const sent: Sent[] = [];
    let begun = 0;
    const sender = async () => {
      while (!enough(begun)) sent.push(await sendUntilTaken(cluster, begun++));
    };
    await Promise.all(Array.from({ length: 4 }, sender));
    return sent;
  }

  /** Each was taken when it was first sent, and came to one end. */
  async function expectAllRead(sent: readonly Sent[]): Promise<void> {
    expect(sent.flatMap(({ again }) => again)).toEqual([]);
    const studies = sent.map(({ study }) => study);
    await expectNothingLost({ receiver, store }, studies);
  }

  it('from none to the most as 500 studies arrive, and back to none', async () => {
    expect(asleep()).toBe(true);
    await expectAllRead(await send((begun) => begun === 500));
    expect([llm.most, encoder.most]).toEqual([3, 2]);
    await until('all pods asleep', asleep);
    expect(await work()).toBe(0);
  });

  it('a worker that is killed with work in its hands wakes its pool, though nobody else is there', async () => {
    cluster.scaler.pause(true);
    // Without an encoder a worker keeps what it takes, and tries again.
    llm.scale(1);
    const sent = await send((begun) => begun === 40);
    await until('work under way', async () => (await reading()).active > 0);
    const lost = llm.lose(llm.pods[0] as Pod);
    llm.scale(0);
    await lost;
    expect((await reading()).active).toBeGreaterThan(0);
    await until('its work to wait again', async () => (await reading()).active === 0);
    expect(await work()).toBeGreaterThan(0);
    cluster.scaler.pause(false);
    await expectAllRead(sent);
    await until('all pods asleep', asleep);
  });

  it('every service is rolled in mid-run', async () => {
    let rolled = false;
    const sending = send(() => rolled);
    await until('a worker and an encoder', awake);
    for (const service of ['ingest', 'gateway', 'encoder', 'llm'] as const) {
      await cluster.deployments[service].restart();
    }
    rolled = true;
    await expectAllRead(await sending);
    await until('all pods asleep', asleep);
  });
});
