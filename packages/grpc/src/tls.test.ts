import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ChannelCredentials, credentials } from '@grpc/grpc-js';
import { Encoder } from '@wetread/protos';
import { tempFolder, waitFor } from '@wetread/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GrpcServer } from './grpc-server.ts';
import { channelCredentials, type GrpcTlsSettings, serverCredentials } from './tls.ts';

/** Certificates of one authority: of a server at 127.0.0.1, and of a client that may not serve. */
const fixtures = fileURLToPath(new URL('../../../services/gateway/src/fixtures/tls', import.meta.url));
const file = (name: string) => join(fixtures, name);
const identity = (name: string, ca = 'ca.crt'): GrpcTlsSettings => ({
  GRPC_TLS_CERT: file(`${name}.crt`),
  GRPC_TLS_KEY: file(`${name}.key`),
  GRPC_TLS_CA: file(ca),
});

let server: GrpcServer;
beforeEach(async () => {
  server = await serve(identity('server'));
});
afterEach(() => server.close(1_000));

async function serve(tls: GrpcTlsSettings, tlsRefreshMs?: number): Promise<GrpcServer> {
  const handlers = {
    Describe: (_: unknown, done: (error: null, answer: object) => void) => done(null, { bundle: 'b' }),
    Encode: () => {},
  };
  const service = { name: 'wetread.v1.Encoder', definition: Encoder.service, handlers: handlers as never };
  const started = new GrpcServer(service, { host: '127.0.0.1', port: 0, maxRequestBytes: 1_000, tls, tlsRefreshMs });
  await started.listen();
  return started;
}

/** @returns the answer. Rejects as the call does */
async function ask(how: ChannelCredentials, { port } = server): Promise<string> {
  const client = new Encoder(`127.0.0.1:${port}`, how);
  try {
    return await new Promise((resolve, reject) => {
      client.Describe({}, { deadline: Date.now() + 5_000 }, (error, answer) =>
        error ? reject(error) : resolve(answer?.bundle ?? ''),
      );
    });
  } finally {
    client.close();
  }
}

const refused = { code: 14 };

describe('gRPC between services that have certificates', () => {
  it('is answered where both are of the authority', async () => {
    expect(await ask(channelCredentials(identity('client')))).toBe('b');
  });

  it('is refused to who shows no certificate, and to who speaks no TLS', async () => {
    await expect(ask(credentials.createSsl(await readFile(file('ca.crt'))))).rejects.toMatchObject(refused);
    await expect(ask(credentials.createInsecure())).rejects.toMatchObject(refused);
  });

  it('is not begun with a server of another authority, or whose certificate is not for its name', async () => {
    await expect(ask(channelCredentials(identity('client', 'server.crt')))).rejects.toMatchObject(refused);
    const other = await serve(identity('client'));
    await expect(ask(channelCredentials(identity('client')), other)).rejects.toMatchObject(refused);
    await other.close(1_000);
  });

  it('goes on with certificates that are written anew beside the process', async () => {
    const folder = await tempFolder('tls');
    await mkdir(folder.path, { recursive: true });
    const put = async (name: string) => {
      for (const part of ['crt', 'key']) await copyFile(file(`${name}.${part}`), join(folder.path, `tls.${part}`));
    };
    await put('client');
    const own = { GRPC_TLS_CERT: join(folder.path, 'tls.crt'), GRPC_TLS_KEY: join(folder.path, 'tls.key') };
    const renewed = await serve({ ...identity('server'), ...own }, 50);
    const asking = () => ask(channelCredentials(identity('client')), renewed);
    await expect(asking()).rejects.toMatchObject(refused);
    await put('server');
    await waitFor(async () => (await asking().catch(() => '')) === 'b', { what: 'the new certificate' });
    await renewed.close(1_000);
    await folder.remove();
  });
});

describe('settings', () => {
  it('are all given or none', () => {
    expect(() => serverCredentials({})).not.toThrow();
    expect(() => channelCredentials({ GRPC_TLS_CERT: file('client.crt') })).toThrow(
      'belong together; GRPC_TLS_KEY and GRPC_TLS_CA must be set too',
    );
  });

  it('name files that can be read', () => {
    const settings = { ...identity('server'), GRPC_TLS_KEY: '/nowhere/tls.key' };
    expect(() => serverCredentials(settings)).toThrow('GRPC_TLS_KEY: /nowhere/tls.key cannot be read (ENOENT)');
  });
});
