import { connectRedis } from '@wetread/queues';
import { type ObjectStorage, openStorage } from '@wetread/storage';
import { startRedis, tempFolder } from '@wetread/testing';
import { beforeEach, expect, it } from 'vitest';
import { SecretBox } from '../domain/sealed-secret.ts';
import { EndpointStore } from './endpoint-store.ts';

const tenant = 'north';
let reads = 0;
let one: EndpointStore;
let other: EndpointStore;
let wipe: () => Promise<unknown>;

function counted(storage: ObjectStorage): ObjectStorage {
  const get = (key: string) => {
    reads++;
    return storage.get(key);
  };
  return new Proxy(storage, {
    get: (_, name) => (name === 'get' ? get : Reflect.get(storage, name).bind(storage)),
  });
}

/** Two gateways over one storage and one Redis. */
beforeEach(async () => {
  const [server, folder] = await Promise.all([startRedis(), tempFolder('endpoints')]);
  const redis = connectRedis(server.url);
  const storage = await openStorage(`file://${folder.path}`);
  const counting = counted(storage);
  const box = new SecretBox(Buffer.alloc(32, 1));
  one = new EndpointStore(storage, box, redis);
  other = new EndpointStore(counting, box, redis);
  wipe = () => redis.flushall();
  reads = 0;
  return async () => {
    redis.disconnect();
    await server.stop();
    await folder.remove();
  };
});

it('known endpoints are read once, and every change by another gateway is seen at once', async () => {
  expect(await other.known.list(tenant)).toEqual([]);
  const { record } = await one.create(tenant, { url: 'https://example.org/' });
  for (let i = 0; i < 20; i++) expect(await other.known.find(tenant, record.id)).toMatchObject({ id: record.id });
  expect(reads).toBe(1);
  await one.rotate(tenant, record.id, 1_000);
  expect((await other.known.find(tenant, record.id))?.keys).toHaveLength(2);
  await one.disable(tenant, record.id, 'manual');
  expect(await other.known.find(tenant, record.id)).toHaveProperty('disabledAt');
  await one.delete(tenant, record.id);
  expect(await other.known.list(tenant)).toEqual([]);
});

it('a Redis that forgot makes them be read again', async () => {
  const { record } = await one.create(tenant, { url: 'https://example.org/' });
  await other.known.list(tenant);
  await wipe();
  await one.delete(tenant, record.id);
  expect(await other.known.list(tenant)).toEqual([]);
  await wipe();
  expect(await other.known.list(tenant)).toEqual([]);
});
