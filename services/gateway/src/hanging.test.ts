import { waitFor } from '@wetread/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Receiver, startReceiver } from './fixtures/receiver.ts';
import { addEndpoint, startWorld, tellOfStudy, tenant, type World } from './fixtures/world.ts';

const told = 20;

let world: World;
let receiver: Receiver;
beforeAll(async () => {
  // Fewer places in all than events told, and none that comes free by time-out while the test runs.
  world = await startWorld({
    WEBHOOK_CONCURRENCY: '10',
    WEBHOOK_ENDPOINT_CONCURRENCY: '8',
    WEBHOOK_TIMEOUT_MS: '600000',
  });
  receiver = await startReceiver((_, response) => response.req.url === '/healthy' && response.writeHead(204).end());
});
afterAll(async () => {
  receiver.stop();
  await world.stop();
});

// One host for both, as where many customers use the same service to receive.
it('an endpoint that never answers keeps nothing from a healthy one, not even at the same host', async () => {
  const key = await world.key(tenant);
  for (const path of ['/hanging', '/healthy']) await addEndpoint(world.url, key, new URL(path, receiver.url).href);
  for (let i = 0; i < told; i++) await tellOfStudy(world);
  const idsAt = (path: string) => receiver.received.filter((one) => one.path === path).map(({ id }) => id);
  await waitFor(() => new Set(idsAt('/healthy')).size === told, { timeoutMs: 15_000 });
  await waitFor(() => idsAt('/hanging').length === 2);
  expect(idsAt('/healthy')).toHaveLength(told);
});
