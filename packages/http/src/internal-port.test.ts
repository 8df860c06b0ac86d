import { once } from 'node:events';
import { copyFile, readFile } from 'node:fs/promises';
import { type RequestOptions, request } from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLogger } from '@wetread/telemetry';
import { type TempFolder, tempFolder, waitFor } from '@wetread/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpApp, HealthController, InternalPort, READINESS_CHECKS, reportCertificates } from './index.ts';
import { ServiceCertificates } from './service-certificates.ts';

/** Certificates of one authority: of a server at 127.0.0.1, and of a client that may not serve. */
const fixtures = fileURLToPath(new URL('../../../services/gateway/src/fixtures/tls', import.meta.url));
const logger = createLogger('test', 'silent');

@Controller()
class SomeController {
  @Get('v1/thing')
  thing() {
    return { ok: true };
  }
}

@Module({
  controllers: [SomeController, HealthController],
  providers: [{ provide: READINESS_CHECKS, useValue: [] }],
})
class SomeModule {}

let folder: TempFolder;
let app: NestFastifyApplication;
let certificates: ServiceCertificates;
let internal: InternalPort;
let port: number;
let probes: string;

/** Replaces the service's certificate and key by those of `name`. */
async function show(name: string): Promise<void> {
  for (const part of ['crt', 'key'])
    await copyFile(join(fixtures, `${name}.${part}`), join(folder.path, `tls.${part}`));
}

const settings = () => ({
  GRPC_TLS_CERT: join(folder.path, 'tls.crt'),
  GRPC_TLS_KEY: join(folder.path, 'tls.key'),
  GRPC_TLS_CA: join(fixtures, 'ca.crt'),
});

beforeEach(async () => {
  folder = await tempFolder('tls');
  await show('server');
  certificates = ServiceCertificates.open(settings(), logger, 50) as ServiceCertificates;
  internal = new InternalPort();
  app = await createHttpApp(SomeModule, { logger, stop: async () => {} }, { certificates, internal });
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as { port: number }).port;
  probes = `http://127.0.0.1:${await internal.listen(0, '127.0.0.1')}`;
});
afterEach(async () => {
  await app.close();
  certificates.close();
  internal.close();
  await folder.remove();
});

/** @returns the status. Rejects as the handshake does */
async function call(path: string, options: RequestOptions = {}): Promise<number | undefined> {
  const asked = request({ host: '127.0.0.1', port, path, agent: false, ...options }).end();
  const [response] = await once(asked, 'response');
  response.resume();
  return response.statusCode;
}

const trusting = async () => ({ ca: await readFile(join(fixtures, 'ca.crt')) });
const known = async () => ({
  ...(await trusting()),
  cert: await readFile(join(fixtures, 'client.crt')),
  key: await readFile(join(fixtures, 'client.key')),
});

describe('HTTP between services that have certificates', () => {
  it('is answered to who shows one, and refused to who shows none or speaks no TLS', async () => {
    expect(await call('/v1/thing', await known())).toBe(200);
    await expect(call('/v1/thing', await trusting())).rejects.toThrow();
    await expect(fetch(`http://127.0.0.1:${port}/v1/thing`)).rejects.toThrow();
  });

  it('is refused to who shows one of another authority', async () => {
    const { cert, key } = await known();
    const own = ServiceCertificates.open({ ...settings(), GRPC_TLS_CA: join(folder.path, 'tls.crt') }, logger);
    const options = { certificates: own as ServiceCertificates };
    const other = await createHttpApp(SomeModule, { logger, stop: async () => {} }, options);
    await other.listen(0, '127.0.0.1');
    const there = { port: (other.getHttpServer().address() as { port: number }).port };
    await expect(call('/v1/thing', { ...(await trusting()), ...there, cert, key })).rejects.toThrow();
    await other.close();
    own?.close();
  });

  it('goes on with certificates that are written anew beside the process', async () => {
    await show('client');
    // That one is of no server, and so a caller refuses it.
    await waitFor(async () => !(await call('/v1/thing', await known()).catch(() => undefined)), {
      what: 'the new certificate',
    });
    await show('server');
    await waitFor(async () => (await call('/v1/thing', await known()).catch(() => undefined)) === 200, {
      what: 'the certificate to be back',
    });
  });

  it('keeps what it shows while only one of two files is written', async () => {
    await copyFile(join(fixtures, 'client.crt'), join(folder.path, 'tls.crt'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await call('/v1/thing', await known())).toBe(200);
  });

  it('is not begun with files that do not belong together', () => {
    const mixed = { ...settings(), GRPC_TLS_KEY: join(fixtures, 'client.key') };
    expect(() => ServiceCertificates.open(mixed, logger)).toThrow(/GRPC_TLS_\*: the key or a certificate is unusable/);
    expect(ServiceCertificates.open({}, logger)).toBeUndefined();
  });
});

describe('health and metrics on a port of their own', () => {
  it('are plain, for who has no certificate to show, and are all that is there', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics']) expect((await fetch(probes + path)).status).toBe(200);
    for (const path of ['/v1/thing', '/', '/metrics/x']) expect((await fetch(probes + path)).status).toBe(404);
  });

  it('are not where others call', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics', '/metrics?x=1'])
      expect(await call(path, await known())).toBe(404);
  });

  it('tell when certificates end', async () => {
    reportCertificates({ services: settings().GRPC_TLS_CERT, dicom: undefined });
    const page = await (await fetch(`${probes}/metrics`)).text();
    const value = /wetread_certificate_not_after_seconds\{[^}]*use="services"[^}]*\} (\d+)/.exec(page)?.[1];
    expect(new Date(Number(value) * 1_000).getUTCFullYear()).toBe(2126);
    expect(page).not.toContain('use="dicom"');
  });
});
