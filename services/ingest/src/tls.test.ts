import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { freePort, type RedisServer, startRedis } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IngestProcess } from './fixtures/ingest-process.ts';

/** Certificates of one authority: of a server at 127.0.0.1, and of a client that may not serve. */
const fixtures = fileURLToPath(new URL('../../gateway/src/fixtures/tls', import.meta.url));
const file = (name: string) => join(fixtures, name);

let redis: RedisServer;
let ingest: IngestProcess;
let probes: string;
beforeAll(async () => {
  const [server, internal] = await Promise.all([startRedis(), freePort()]);
  redis = server;
  probes = `http://127.0.0.1:${internal}`;
  ingest = await IngestProcess.start(redis.url, {
    INTERNAL_PORT: String(internal),
    GRPC_TLS_CERT: file('server.crt'),
    GRPC_TLS_KEY: file('server.key'),
    GRPC_TLS_CA: file('ca.crt'),
  });
});
afterAll(async () => {
  await ingest.remove();
  await redis.stop();
});

/** An upload of nothing, which is refused by name. @returns status and answer. Rejects as the handshake does */
async function upload(identity: object): Promise<{ status: number | undefined; answer: string }> {
  const { port } = new URL(ingest.url);
  const headers = { authorization: `Bearer ${ingest.key}`, 'content-type': 'application/json', 'content-length': 2 };
  const ca = readFileSync(file('ca.crt'));
  const options = { host: '127.0.0.1', port, path: '/v1/studies', method: 'POST', headers, ca, agent: false } as const;
  const asked = request({ ...options, ...identity }).end('{}');
  const [response] = await once(asked, 'response');
  return { status: response.statusCode, answer: (await buffer(response)).toString() };
}

describe('ingest with certificates of the services', () => {
  it('answers those who show one of the same authority, and nobody else', async () => {
    const identity = { cert: readFileSync(file('client.crt')), key: readFileSync(file('client.key')) };
    expect(await upload(identity)).toMatchObject({ status: 415, answer: expect.stringContaining('unsupported_media') });
    await expect(upload({})).rejects.toThrow();
    await expect(ingest.fetch('/v1/studies')).rejects.toThrow();
  });

  it('is probed without one, on a port where nothing else is', async () => {
    expect((await fetch(`${probes}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${probes}/metrics`)).text()).toContain('wetread_certificate_not_after_seconds');
    expect((await fetch(`${probes}/v1/studies`, { method: 'POST' })).status).toBe(404);
  });

  it('drains as ever', async () => {
    expect(await ingest.end()).toBe(0);
  });
});
