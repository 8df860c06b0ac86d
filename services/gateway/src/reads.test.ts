import { loadConfig } from '@wetread/config';
import { makeEvent } from '@wetread/contracts';
import { announce, type ResultRecord, type StudyRef } from '@wetread/studies';
import { createLogger } from '@wetread/telemetry';
import { waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultOf, summarizedStudy } from './fixtures/summarized.ts';
import { call, startWorld, tenant, type World } from './fixtures/world.ts';
import { configSchema, type Gateway, startGateway } from './index.ts';

let world: World;
let second: Gateway;
let key: string;
let bases: string[];
beforeAll(async () => {
  world = await startWorld();
  const telemetry = { logger: createLogger('gateway', 'silent'), stop: async () => {} };
  second = await startGateway(loadConfig(configSchema, world.env), telemetry);
  bases = [world.url, `http://127.0.0.1:${second.port}`];
  key = await world.key(tenant);
});
afterAll(async () => {
  await second.close();
  await world.stop();
});

/** Asks every replica, twice, so that each has it in memory. */
async function warm(study: string): Promise<unknown[]> {
  const ask = async (base: string) => (await call(`${base}/v1/studies/${study}/summary`, key)).json();
  for (const base of bases) await ask(base);
  return Promise.all(bases.map(ask));
}

/** What the llm does after a reading: result, then event. */
async function readAgain(ref: StudyRef, over: Partial<ResultRecord>): Promise<string> {
  const [first] = await world.store.listResults(ref);
  const image = first?.images[0] as ResultRecord['images'][0];
  const result = { ...resultOf(ref, image, new Date().toISOString()), ...over };
  await world.store.putResult(result);
  const data = {
    revision: result.revision,
    bundle: result.bundle.digest,
    result: result.id,
    preliminary: true as const,
  };
  const event = makeEvent(tenant, 'study.summarized', { study: ref.study, ...data }, { cause: result.id });
  await announce(world.store, world.queues, event);
  return event.id;
}

async function told(ref: StudyRef, revision: number): Promise<void> {
  await waitFor(async () => {
    const page = await world.index.list(tenant, { limit: 200, status: 'summarized' });
    return page.studies.some((row) => row.study === ref.study && row.revision === revision);
  });
}

describe('a summary in memory', () => {
  it('is the stored one', async () => {
    const { study } = await summarizedStudy(world);
    for (const summary of await warm(study)) expect(summary).toMatchObject({ study, revision: 1, current: true });
  });

  it('gives way to a new revision on every replica, once it was told of', async () => {
    const ref = await summarizedStudy(world);
    await warm(ref.study);
    const revision = await world.store.findRevision(ref, 1);
    await world.store.putRevision(ref, { ...(revision as NonNullable<typeof revision>), revision: 2 });
    await readAgain(ref, { id: 'res_2', revision: 2, text: 'Later.' });
    await told(ref, 2);
    for (const summary of await warm(ref.study)) {
      expect(summary).toMatchObject({ revision: 2, text: 'Later.', current: true });
    }
  });

  it('is no longer current when a late instance made a revision that is still to be read', async () => {
    const ref = await summarizedStudy(world);
    await warm(ref.study);
    const revision = await world.store.findRevision(ref, 1);
    await world.store.putRevision(ref, { ...(revision as NonNullable<typeof revision>), revision: 2 });
    const now = new Date().toISOString();
    await world.index.put({
      ...ref,
      status: 'queued',
      revision: 2,
      priority: 'routine',
      receivedAt: now,
      updatedAt: now,
    });
    for (const summary of await warm(ref.study)) expect(summary).toMatchObject({ revision: 1, current: false });
  });

  it('is gone on every replica when its study is deleted through one', async () => {
    const { study } = await summarizedStudy(world);
    await warm(study);
    expect((await call(`${bases[0]}/v1/studies/${study}`, key, { method: 'DELETE' })).status).toBe(204);
    for (const base of bases) {
      expect((await call(`${base}/v1/studies/${study}/summary`, key)).status).toBe(404);
      expect((await call(`${base}/v1/studies/${study}/summary`, key)).status).toBe(404);
    }
  });

  it('is not shown to another tenant', async () => {
    const { study } = await summarizedStudy(world);
    await warm(study);
    const other = await world.key('south');
    for (const base of bases) expect((await call(`${base}/v1/studies/${study}/summary`, other)).status).toBe(404);
  });
});

it('a study that was read is listed as summarized', async () => {
  const ref = await summarizedStudy(world);
  const now = new Date().toISOString();
  await world.index.put({ ...ref, status: 'queued', revision: 1, priority: 'urgent', receivedAt: now, updatedAt: now });
  await readAgain(ref, { id: 'res_1' });
  await told(ref, 1);
});
