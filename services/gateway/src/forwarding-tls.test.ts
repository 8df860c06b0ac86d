import { readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { ServiceCertificates } from '@wetread/http';
import { createLogger } from '@wetread/telemetry';
import { freePort, type TempFolder, tempFolder, uploadForm, waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startWorld, tenant, type World } from './fixtures/world.ts';
import { Forwarder } from './transport/http/forwarder.ts';

/** The gateway's way to an ingest that knows its callers by certificate, and its own port of health and metrics. */

const fixtures = fileURLToPath(new URL('fixtures/tls', import.meta.url));
const file = (name: string) => join(fixtures, name);

let world: World;
let ingest: Server;
let folder: TempFolder;
let probes: string;
const callers: string[] = [];

/** The certificate that the gateway shows. */
async function show(name: string): Promise<void> {
  for (const part of ['crt', 'key']) await copyFile(file(`${name}.${part}`), join(folder.path, `tls.${part}`));
}

const settings = (ca = file('ca.crt')) => ({
  GRPC_TLS_CERT: join(folder.path, 'tls.crt'),
  GRPC_TLS_KEY: join(folder.path, 'tls.key'),
  GRPC_TLS_CA: ca,
});

beforeAll(async () => {
  folder = await tempFolder('tls');
  await show('client');
  const [key, cert, ca] = ['server.key', 'server.crt', 'ca.crt'].map((name) => readFileSync(file(name)));
  const options = { key, cert, ca, requestCert: true, rejectUnauthorized: true };
  ingest = createServer(options as object, async (request, response) => {
    callers.push((request.socket as TLSSocket).getPeerCertificate().subject.CN as string);
    const body = await buffer(request);
    // One request a connection, so that each shows what the gateway's certificate is now.
    response.writeHead(202, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ bytes: body.length }));
  }).listen(0, '127.0.0.1');
  await waitFor(() => ingest.listening);
  const internal = await freePort();
  probes = `http://127.0.0.1:${internal}`;
  const { port } = ingest.address() as AddressInfo;
  world = await startWorld({ INGEST_URL: `https://127.0.0.1:${port}`, INTERNAL_PORT: String(internal), ...settings() });
});
afterAll(async () => {
  await world.stop();
  ingest.close();
  ingest.closeAllConnections();
  await folder.remove();
});

async function upload(): Promise<Response> {
  const body = uploadForm([{ name: 'a.png', bytes: Buffer.alloc(100_000, 1) }]);
  return call(`${world.url}/v1/studies`, await world.key(tenant), { method: 'POST', body });
}

const requested = { raw: { url: '/v1/studies' }, headers: {}, method: 'GET', id: 'a', ip: '::1', protocol: 'http' };

describe('an upload', () => {
  it('goes to ingest under the certificate of the gateway', async () => {
    const response = await upload();
    expect(response.status).toBe(202);
    expect(((await response.json()) as { bytes: number }).bytes).toBeGreaterThan(100_000);
    expect(callers).toEqual(['client']);
  });

  it('is refused, retryable, where ingest is of another authority or the gateway has no certificate', async () => {
    const { port } = ingest.address() as AddressInfo;
    const url = `https://127.0.0.1:${port}`;
    const logger = createLogger('test', 'silent');
    const foreign = ServiceCertificates.open(settings(file('server.crt')), logger);
    for (const certificates of [foreign, undefined]) {
      const forwarder = new Forwarder(url, certificates);
      const forwarded = forwarder.forward(requested as never, { raw: ingest } as never);
      await expect(forwarded).rejects.toMatchObject({ code: 'ingest_unavailable', retryable: true });
      await forwarder.close();
    }
    foreign?.close();
    expect(callers).toHaveLength(1);
  });

  it('goes on under a certificate that is written anew', async () => {
    const certificates = ServiceCertificates.open(settings(), createLogger('test', 'silent'), 50);
    const shown: Buffer[] = [];
    certificates?.follow(({ cert }) => shown.push(cert));
    await show('server');
    await waitFor(() => shown.length === 2);
    const { port } = ingest.address() as AddressInfo;
    const forwarder = new Forwarder(`https://127.0.0.1:${port}`, certificates);
    await show('client');
    await waitFor(() => shown.length === 3);
    await show('server');
    await waitFor(() => shown.length === 4);
    const reply = { raw: ingest, status: () => reply, headers: () => reply, send: async () => undefined };
    await forwarder.forward(requested as never, reply as never);
    expect(callers.at(-1)).toBe('server');
    await forwarder.close();
    certificates?.close();
  });
});

describe('health and metrics', () => {
  it('are on the internal port, with the depths of queues, and not where the public calls', async () => {
    expect((await fetch(`${probes}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${probes}/metrics`)).text()).toContain('wetread_queue_demand{');
    for (const path of ['/metrics', '/healthz', '/readyz']) {
      const response = await fetch(world.url + path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'not_found' });
    }
    expect((await fetch(`${probes}/v1/studies`)).status).toBe(404);
  });
});
