import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runModule, waitFor } from '@wetread/testing';
import { expect, it } from 'vitest';

const fixtures = fileURLToPath(new URL('../../../services/gateway/src/fixtures/tls', import.meta.url));
const file = (name: string) => join(fixtures, name);
const storage = new URL('../dist/index.js', import.meta.url).href;

/** Opens storage as a service does. @returns code and message of what is wrong */
const open = (endpoint: string, env: Record<string, string>): Promise<string> =>
  runModule(
    `import { openStorage } from '${storage}';
    const options = { S3_ENDPOINT: '${endpoint}', S3_ACCESS_KEY: 'wrong', S3_SECRET_KEY: 'wrong' };
    await openStorage('s3://bucket/data', options).catch((error) => console.log(error.code, error.message));`,
    env,
  );

it('S3 by https is known by an authority of one’s own, and not asked without', async () => {
  const asked: string[] = [];
  const identity = { key: readFileSync(file('server.key')), cert: readFileSync(file('server.crt')) };
  const server = createServer(identity, (request, response) => {
    asked.push(request.headers.authorization ?? '');
    response.writeHead(403, { 'content-type': 'application/xml' });
    response.end('<Error><Code>InvalidAccessKeyId</Code><Message>unknown</Message></Error>');
  }).listen(0, '127.0.0.1');
  await waitFor(() => server.listening);
  const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await open(endpoint, {})).toContain('storage_unavailable');
  expect(asked).toHaveLength(0);
  expect(await open(endpoint, { NODE_EXTRA_CA_CERTS: file('ca.crt') })).toContain('(InvalidAccessKeyId)');
  expect(asked).toHaveLength(1);
  server.close();
  server.closeAllConnections();
});
