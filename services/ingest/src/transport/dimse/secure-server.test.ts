import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { ServiceCertificates } from '@wetread/http';
import { createLogger } from '@wetread/telemetry';
import { type TempFolder, tempFolder, waitFor } from '@wetread/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDicomServer } from './secure-server.ts';

const fixtures = fileURLToPath(new URL('../../../../gateway/src/fixtures/tls', import.meta.url));
const logger = createLogger('test', 'silent');

let folder: TempFolder;
let server: Server | undefined;
beforeEach(async () => {
  folder = await tempFolder('dicom-tls');
});
afterEach(async () => {
  server?.close();
  await folder.remove();
});

async function show(name: string): Promise<void> {
  for (const part of ['crt', 'key'])
    await copyFile(join(fixtures, `${name}.${part}`), join(folder.path, `tls.${part}`));
}

const watch = (authorities?: string) =>
  ServiceCertificates.watch(
    { certificate: join(folder.path, 'tls.crt'), key: join(folder.path, 'tls.key'), authorities },
    'DICOM_TLS_*',
    logger,
    50,
  );

async function listen(certificates: ServiceCertificates): Promise<number> {
  server = createDicomServer(certificates, (socket) => socket.on('error', () => undefined).end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** @returns whose certificate is shown and what is said. Rejects as the connection does */
async function greeted(port: number): Promise<{ name: string | string[] | undefined; said: string }> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const name = socket.getPeerCertificate().subject.CN;
  const [said] = await Promise.race([
    once(socket, 'data'),
    once(socket, 'close').then(() => Promise.reject(new Error('cut'))),
  ]);
  socket.destroy();
  return { name, said: String(said) };
}

it('a certificate that is written anew is shown to who connects from then on', async () => {
  await show('server');
  const port = await listen(watch());
  expect(await greeted(port)).toEqual({ name: 'server', said: 'hello' });
  await show('client');
  await waitFor(async () => (await greeted(port)).name === 'client', { what: 'the new certificate' });
});

it('who must show a certificate must do so after a renewal too', async () => {
  await show('server');
  const certificates = watch(join(fixtures, 'ca.crt'));
  const port = await listen(certificates);
  await expect(greeted(port)).rejects.toThrow();
  await show('client');
  await waitFor(() => certificates.identity.cert.equals(readFileSync(join(fixtures, 'client.crt'))));
  await expect(greeted(port)).rejects.toThrow();
});

it('files that cannot be used stop the start, and are named', () => {
  expect(() => watch()).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  expect(() => watch()).toThrow(/DICOM_TLS_\*: the key or a certificate is unusable: ENOENT/);
});
