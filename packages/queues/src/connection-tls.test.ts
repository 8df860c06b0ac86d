import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, runModule, startRedis, waitFor } from '@wetread/testing';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';

const fixtures = fileURLToPath(new URL('../../../services/gateway/src/fixtures/tls', import.meta.url));
const file = (name: string) => join(fixtures, name);
const queues = new URL('../dist/index.js', import.meta.url).href;

/** Asks Redis as a service does. @returns what came of it */
const ping = (url: string, env: Record<string, string>): Promise<string> =>
  runModule(
    `import { connectRedis } from '${queues}';
    const redis = connectRedis('${url}');
    console.log(await redis.ping().catch((error) => error.message));
    redis.disconnect();`,
    env,
  );

it('Redis is asked by TLS where its address says so, and is known by an authority of one’s own', async () => {
  const server = await startRedis();
  const port = await freePort();
  const plain = new Redis(server.url);
  const settings = { 'tls-cert-file': 'server.crt', 'tls-key-file': 'server.key', 'tls-ca-cert-file': 'ca.crt' };
  for (const [name, value] of Object.entries(settings)) await plain.config('SET', name, file(value));
  await plain.config('SET', 'tls-auth-clients', 'no');
  await plain.config('SET', 'tls-port', String(port));
  const url = `rediss://127.0.0.1:${port}`;
  await waitFor(async () => (await ping(url, { NODE_EXTRA_CA_CERTS: file('ca.crt') })) === 'PONG', {
    timeoutMs: 20_000,
    what: 'an answer by TLS',
  });
  expect(await ping(url, {})).not.toBe('PONG');
  plain.disconnect();
  await server.stop();
});
