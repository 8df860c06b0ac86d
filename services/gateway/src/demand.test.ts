import { putCurrentBundle, ReadingPace } from '@wetread/batches';
import { connectRedis } from '@wetread/queues';
import { waitFor } from '@wetread/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundle, finish, get, post, queuedStudy } from './fixtures/night-shift.ts';
import { startWorld, tenant, type World } from './fixtures/world.ts';

/** What /metrics says of the readers that batches need, with real batches in a real gateway. */

let world: World;
let key: string;
beforeAll(async () => {
  world = await startWorld({ BATCH_TICK_MS: '100' });
  key = await world.key(tenant);
  await putCurrentBundle(world.storage, { digest: bundle, name: 'demo', version: '1' });
  const redis = connectRedis(world.env['REDIS_URL'] as string);
  await new ReadingPace(redis).note(10);
  redis.disconnect();
});
afterAll(() => world.stop());

/** @returns what the page says of the readings' queue, or of no queue in particular; undefined where it says nothing */
async function metric(name: string): Promise<number | undefined> {
  const lines = (await (await fetch(`${world.url}/metrics`)).text()).split('\n');
  const about = (line: string) => !line.includes('queue=') || line.includes('queue="reading"');
  const line = lines.find((one) => one.startsWith(`wetread_${name}`) && about(one));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const makeBatch = async (studies: number, due: string) => {
  const refs = await Promise.all(Array.from({ length: studies }, () => queuedStudy(world)));
  const { id } = await post(world, key, '/v1/batches', { studies: refs.map(({ study }) => study), due_at: due });
  return { id, refs };
};

it('few readers for a batch that has time, all for one that is late, none when all is read', async () => {
  const calm = await makeBatch(40, inHours(10));
  await waitFor(async () => (await metric('queue_work')) === 40);
  // 40 studies of 10 s in eight of the ten hours.
  await waitFor(async () => Math.abs(((await metric('queue_demand')) ?? 0) - (40 * 10) / (8 * 3_600)) < 0.001);
  expect(await metric('batches_at_risk')).toBe(0);
  expect(await metric('queue_due_seconds')).toBeGreaterThan(9.9 * 3_600);
  expect(await metric('queue_drain_seconds')).toBeUndefined();

  const late = await makeBatch(5, inHours(-0.1));
  await waitFor(async () => (await metric('batches_at_risk')) === 1);
  await waitFor(async () => Math.floor((await metric('queue_demand')) ?? 0) === 5);
  expect(await metric('queue_due_seconds')).toBeLessThan(0);

  for (const ref of [...calm.refs, ...late.refs]) {
    await world.queues.remove('study.summarize', { ...ref, revision: 1 });
    await finish(world, ref);
  }
  for (const { id } of [calm, late]) {
    await waitFor(async () => (await get(world, key, `/v1/batches/${id}`)).status === 'completed');
  }
  await waitFor(async () => (await metric('batches_at_risk')) === 0 && (await metric('queue_demand')) === 0);
  expect(await metric('queue_due_seconds')).toBeUndefined();
});
