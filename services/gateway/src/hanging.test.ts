import { waitFor } from '@wetread/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answers, type Receiver, startReceiver } from './fixtures/receiver.ts';
import { addEndpoint, startWorld, tellOfStudy, tenant, type World } from './fixtures/world.ts';

const told = 20;

let world: World;
let hanging: Receiver;
let healthy: Receiver;
beforeAll(async () => {
  // Fewer places in all than events told, and none that comes free by time-out while the test runs.
  world = await startWorld({
    WEBHOOK_CONCURRENCY: '10',
    WEBHOOK_ENDPOINT_CONCURRENCY: '8',
    WEBHOOK_TIMEOUT_MS: '600000',
  });
  hanging = await startReceiver(() => undefined);
  healthy = await startReceiver(answers(204));
  const key = await world.key(tenant);
  for (const { url } of [hanging, healthy]) await addEndpoint(world.url, key, url);
});
afterAll(async () => {
  hanging.stop();
  healthy.stop();
  await world.stop();
});

it('a receiver that never answers keeps nothing from a healthy one', async () => {
  for (let i = 0; i < told; i++) await tellOfStudy(world);
  await waitFor(() => new Set(healthy.received.map(({ id }) => id)).size === told, { timeoutMs: 15_000 });
  await waitFor(() => hanging.received.length === 8);
  expect(healthy.received).toHaveLength(told);
});
