import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'minio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { keysOf } from './fixtures/keys-of.ts';
import { startS3Server } from './fixtures/processes.ts';
import { type Mood, type RoughLine, roughLine } from './fixtures/rough-line.ts';
import { type ObjectStorage, openStorage, s3Config } from './index.ts';

const keys = { S3_ACCESS_KEY: 'key', S3_SECRET_KEY: 'secret' };
const unavailable = { code: 'storage_unavailable', retryable: true };
type Server = Awaited<ReturnType<typeof startS3Server>>;

const clientOf = ({ endpoint }: Server) =>
  new Client({
    endPoint: '127.0.0.1',
    port: Number(new URL(endpoint).port),
    useSSL: false,
    accessKey: 'key',
    secretKey: 'secret',
    region: 'us-east-1',
  });

describe('opening S3 storage', () => {
  let server: Server;
  let plain: Server;
  beforeAll(async () => {
    server = await startS3Server('wetread');
    plain = await startS3Server('wetread', 'plain');
  });
  afterAll(() => Promise.all([server.stop(), plain.stop()]));

  it('refuses a server that ignores conditional writes, and leaves nothing there (I3)', async () => {
    const opening = openStorage('s3://wetread/a', { ...keys, S3_ENDPOINT: plain.endpoint });
    await expect(opening).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringMatching(/If-None-Match.*Amazon S3, MinIO/),
    });
    expect(await clientOf(plain).listObjectsV2('wetread', '', true).toArray()).toEqual([]);
  });

  it('leaves nothing behind on one that honours them', async () => {
    await openStorage('s3://wetread', { ...keys, S3_ENDPOINT: server.endpoint });
    expect(await clientOf(server).listObjectsV2('wetread', '', true).toArray()).toEqual([]);
  });

  it('asks for a bucket that is missing, and does not make it', async () => {
    const opening = openStorage('s3://elsewhere', { ...keys, S3_ENDPOINT: server.endpoint });
    await expect(opening).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining('elsewhere'),
    });
    expect(await clientOf(server).bucketExists('elsewhere')).toBe(false);
  });

  it.each([
    ['s3://wetread', {}, /S3_ACCESS_KEY and S3_SECRET_KEY/],
    ['s3://wetread', { ...keys, S3_ENDPOINT: 'http://127.0.0.1:1/path' }, /S3_ENDPOINT has a path/],
    ['s3://', keys, /bucket/],
    ['s3://key:secret@wetread', keys, /holds keys/],
    ['s3://wetread/a%20b', keys, /prefix/],
    ['http://wetread', keys, /file:\/\/\/folder nor s3:/],
    ['file://host/folder', {}, /names no folder/],
    ['/folder', {}, /neither/],
  ])('says what is wrong with %s', async (url, options, message) => {
    const error = { code: 'config_invalid', message: expect.stringMatching(message) };
    await expect(openStorage(url, options)).rejects.toMatchObject(error);
  });

  it('takes a whole loaded configuration', async () => {
    const config = z.object({ ...s3Config, OTHER: z.string().default('x') });
    const loaded = config.parse({ ...keys, S3_ENDPOINT: server.endpoint, S3_PATH_STYLE: 'yes', S3_TIMEOUT_MS: '5000' });
    expect(await (await openStorage('s3://wetread', loaded)).has('a')).toBe(false);
  });

  it('is to be tried again where nothing answers', async () => {
    await expect(openStorage('s3://wetread', { ...keys, S3_ENDPOINT: 'http://127.0.0.1:1' })).rejects.toMatchObject(
      unavailable,
    );
  });
});

describe('S3 storage behind a rough line', () => {
  let server: Server;
  let line: RoughLine;
  let storage: ObjectStorage;
  const body = Buffer.alloc(9_000_000, 7);
  beforeAll(async () => {
    server = await startS3Server('wetread');
    line = await roughLine(server.endpoint);
    storage = await openStorage('s3://wetread', { ...keys, S3_ENDPOINT: line.endpoint, S3_TIMEOUT_MS: 400 });
    await storage.put('there', body);
  });
  afterAll(async () => {
    line.close();
    await server.stop();
  });

  const calls: Record<string, () => Promise<unknown>> = {
    put: () => storage.put('new', Buffer.from('new')),
    'put of parts': () => storage.put('new', Readable.from([body, body])),
    putIfAbsent: () => storage.putIfAbsent('new', Buffer.from('new')),
    get: () => storage.get('there'),
    getStream: () => storage.getStream('there'),
    has: () => storage.has('there'),
    delete: () => storage.delete('there'),
    list: () => keysOf(storage.list('')),
  };
  const moods: Mood[] = ['refuse', 'silent', 'busy'];

  it.each(moods.flatMap((mood) => Object.keys(calls).map((call) => [mood, call] as const)))(
    'that is %s: %s is storage_unavailable, and works afterwards',
    async (mood, call) => {
      line.become(mood);
      await expect(calls[call]?.()).rejects.toMatchObject(unavailable);
      line.become('pass');
      expect(await storage.has('new')).toBe(false);
      expect((await storage.get('there')).equals(body)).toBe(true);
    },
  );

  it('gives no part of an object for the whole', async () => {
    line.become('break');
    await expect(storage.get('there')).rejects.toMatchObject(unavailable);
    await expect(storage.getStream('there').then(buffer)).rejects.toMatchObject(unavailable);
    line.become('pass');
  });

  it('waits for a reader that is slower than its patience with the server', async () => {
    const stream = await storage.getStream('there');
    const chunks: Buffer[] = [];
    for await (const chunk of stream) {
      if (chunks.push(chunk) === 1) await sleep(1_000);
    }
    expect(Buffer.concat(chunks).equals(body)).toBe(true);
  });
});
