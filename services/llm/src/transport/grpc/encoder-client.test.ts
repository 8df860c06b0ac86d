import { promisify } from 'node:util';
import { Metadata, Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { type EncodeRequest__Output, type EncodeResponse, Encoder } from '@wetread/protos';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type EncoderAddress, GrpcImageEncoder } from './encoder-client.ts';

/** The client against peers on real sockets that misbehave on purpose. */

const bundle = 'b'.repeat(64);
type Answer = Partial<EncodeResponse> | { readonly code: status; readonly metadata?: Metadata };

const servers: Server[] = [];
let onCancelled = () => {};
let client: GrpcImageEncoder;
afterEach(() => {
  client.close();
  for (const server of servers.splice(0)) server.forceShutdown();
});

/** @returns the port, and the requests that came; the last answer stays */
async function peer(
  ...answers: Answer[]
): Promise<{ readonly port: number; readonly requests: EncodeRequest__Output[] }> {
  const requests: EncodeRequest__Output[] = [];
  const server = new Server();
  server.addService(Encoder.service, {
    Encode: (call: ServerUnaryCall<EncodeRequest__Output, unknown>, done: sendUnaryData<EncodeResponse>) => {
      requests.push(call.request);
      call.on('cancelled', () => onCancelled());
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer && 'code' in answer) done({ details: 'on purpose', ...answer });
      else if (answer) done(null, { bundle, ...answer } as EncodeResponse);
    },
    Describe: (_: unknown, done: sendUnaryData<unknown>) => done(null, { bundle, ...answers[0] }),
  });
  const port = await promisify(server.bindAsync.bind(server))('127.0.0.1:0', ServerCredentials.createInsecure());
  servers.push(server);
  return { port, requests };
}

function connect(ports: readonly number[], change: Partial<EncoderAddress> = {}): void {
  const address = `ipv4:${ports.map((port) => `127.0.0.1:${port}`).join(',')}`;
  client = new GrpcImageEncoder({ address, timeoutMs: 10_000, bundle, imageTokens: 2, width: 3, ...change });
}

const tokens = Float32Array.of(1, -2, 3.5, 4, 0, 6);
const good: Answer = { results: [{ embeddings: Buffer.from(tokens.buffer) }] };
const wait = (ms: string): Metadata => {
  const metadata = new Metadata();
  metadata.set('grpc-retry-pushback-ms', ms);
  return metadata;
};
const coded = (code: string): Metadata => {
  const metadata = new Metadata();
  metadata.set('wetread-code', code);
  return metadata;
};

describe('an image', () => {
  it('comes back as image tokens', async () => {
    const { port, requests } = await peer(good);
    connect([port]);
    expect(await client.encode('a/b.png', 'urgent')).toEqual(tokens);
    expect(requests[0]).toMatchObject({
      images: [{ storageKey: 'a/b.png' }],
      expectedBundle: bundle,
      priority: 'PRIORITY_URGENT',
    });
  });

  it('is asked for again where the encoder is full or going', async () => {
    const full = { code: status.RESOURCE_EXHAUSTED, metadata: wait('10') };
    const { port, requests } = await peer(full, { code: status.UNAVAILABLE }, full, good);
    connect([port]);
    expect(await client.encode('a', 'routine')).toEqual(tokens);
    expect(requests).toHaveLength(4);
  });

  it('goes to all addresses in turn, and past one that is dead', async () => {
    const [a, b, dead] = [await peer(good), await peer(good), await peer(good)];
    servers.pop()?.forceShutdown();
    connect([a.port, b.port, dead.port]);
    for (let i = 0; i < 10; i++) await client.encode('a', 'routine');
    expect(a.requests.length).toBeGreaterThan(2);
    expect(b.requests.length).toBeGreaterThan(2);
  });

  it.each<[string, Answer, string]>([
    ['of another bundle', { ...good, bundle: 'c'.repeat(64) }, 'bundle_mismatch'],
    [
      'refused for its bundle',
      { code: status.FAILED_PRECONDITION, metadata: coded('bundle_mismatch') },
      'bundle_mismatch',
    ],
    ['that cannot be read', { results: [{ error: { code: 'image_invalid', message: 'no image' } }] }, 'image_invalid'],
    ['with an unknown fault', { results: [{ error: { code: 'new', message: 'x' } }] }, 'internal'],
    ['of another shape', { results: [{ embeddings: Buffer.alloc(8) }] }, 'embedding_invalid'],
    ['without a result', { results: [] }, 'embedding_invalid'],
    [
      'at an encoder that always goes',
      { code: status.UNAVAILABLE, metadata: coded('draining') },
      'encoder_unavailable',
    ],
    ['at an encoder that stays full', { code: status.RESOURCE_EXHAUSTED, metadata: wait('1') }, 'overloaded'],
  ])('%s is a typed error', async (_, answer, code) => {
    const { port } = await peer(answer);
    connect([port]);
    await expect(client.encode('a', 'routine')).rejects.toMatchObject({ code });
  });

  it('is given up at the deadline', async () => {
    const { port } = await peer();
    connect([port], { timeoutMs: 200 });
    await expect(client.encode('a', 'routine')).rejects.toMatchObject({ code: 'deadline_exceeded', retryable: true });
  });
});

describe('an image whose asker goes away', () => {
  it('is no longer encoded', async () => {
    const { port, requests } = await peer();
    const cancelled = Promise.withResolvers<void>();
    onCancelled = cancelled.resolve;
    connect([port]);
    const gone = new AbortController();
    const encoding = client.encode('a', 'interactive', gone.signal);
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    expect(requests[0]).toMatchObject({ priority: 'PRIORITY_INTERACTIVE' });
    gone.abort();
    await expect(encoding).rejects.toMatchObject({ code: 'cancelled' });
    await cancelled.promise;
  });

  it('is not even asked for', async () => {
    const { port, requests } = await peer(good);
    connect([port]);
    await expect(client.encode('a', 'interactive', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    expect(requests).toHaveLength(0);
  });
});

it('an encoder of another bundle is not ready', async () => {
  const [right, wrong] = [await peer(good), await peer({ ...good, bundle: 'c'.repeat(64) })];
  connect([wrong.port]);
  await expect(client.check()).rejects.toMatchObject({ code: 'bundle_mismatch' });
  client.close();
  connect([right.port]);
  await client.check();
});
