import { waitFor } from '@wetread/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, tenant, type World } from './fixtures/world.ts';

/** A gateway with no llm worker anywhere. */

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const page = () => fetch(`${world.url}/metrics`).then((response) => response.text());

it('lets a reading that is to be tried again become work, though all llm workers sleep', async () => {
  const reading = { tenant, study: '1.2', revision: 1 };
  await world.queues.add('study.summarize', reading, { priority: 10, delayMs: 300 });
  const depth = () => world.queues.depth('study.summarize');
  await waitFor(async () => (await depth()).prioritized === 1);
  expect(await depth()).toMatchObject({ delayed: 0, active: 0 });
  await waitFor(async () => /^wetread_queue_work\{.*queue="reading".*\} 1$/m.test(await page()));
});
