import { type ObjectStorage, openStorage } from '@wetread/storage';
import { type RedisServer, startRedis, tempFolder, waitFor } from '@wetread/testing';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Callers, issueKey, KeyUses, KeyVerifier, TenantDirectory, TenantStore, TokenVerifier } from './index.ts';

let server: RedisServer;
let redis: Redis;
let uses: KeyUses;
let storage: ObjectStorage;
let tenants: TenantStore;
const connect = async () => {
  redis = new Redis(server.url, { maxRetriesPerRequest: 1 });
  redis.on('error', () => undefined);
  await waitFor(() => redis.status === 'ready');
};

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  const folder = await tempFolder('tenants');
  storage = await openStorage(`file://${folder.path}`);
  tenants = new TenantStore(storage);
  await connect();
  await redis.flushall();
  uses = new KeyUses(redis, { everyMs: 3_600_000, maxHeld: 3 });
  return () => folder.remove();
});
afterEach(async () => {
  await uses.close();
  redis.disconnect();
});

const callers = () => {
  const directory = new TenantDirectory(tenants, { ttlMs: 0 });
  return new Callers({ keys: new KeyVerifier(storage), tokens: new TokenVerifier([]), tenants: directory, uses });
};

describe('a tenant', () => {
  it('is made once, listed, and changed without losing what is not named', async () => {
    const limits = { requestsPerMinute: 5 };
    await tenants.create({ id: 'north', name: 'Northern', limits });
    await expect(tenants.create({ id: 'north', name: 'Other' })).rejects.toMatchObject({ code: 'conflict' });
    await tenants.ensure('north');
    await issueKey(storage, { tenant: 'north', name: 'k' });
    await tenants.ensure('local');
    expect((await tenants.list()).map(({ id }) => id)).toEqual(['local', 'north']);
    expect(await tenants.change('north', { name: 'North' })).toMatchObject({ name: 'North', limits });
    await expect(tenants.change('west', {})).rejects.toMatchObject({ code: 'not_found' });
  });

  it('that is suspended lets nobody in until it is readmitted, and the attempt is known by its key', async () => {
    await tenants.create({ id: 'north', name: 'Northern' });
    const { key, record } = await issueKey(storage, { tenant: 'north', name: 'k' });
    await tenants.change('north', { suspended: true });
    await expect(callers().verify(`Bearer ${key}`)).rejects.toMatchObject({
      code: 'unauthenticated',
      caller: { tenant: 'north', keyId: record.id },
    });
    await tenants.change('north', { suspended: false });
    expect(await callers().verify(`Bearer ${key}`)).toMatchObject({ tenant: 'north' });
    expect(await tenants.get('north')).not.toHaveProperty('suspendedAt');
  });

  it('whose record cannot be read lets nobody in', async () => {
    const { key } = await issueKey(storage, { tenant: 'north', name: 'k' });
    await storage.put('accounts/tenants/north/tenant.json', Buffer.from('{'));
    await expect(callers().verify(`Bearer ${key}`)).rejects.toMatchObject({ code: 'record_invalid' });
  });
});

describe('the last use of keys', () => {
  it('is written by flushing, for the right tenant, and by the next flush where Redis was away', async () => {
    const { key, record } = await issueKey(storage, { tenant: 'north', name: 'k' });
    await callers().verify(`Bearer ${key}`);
    expect(await uses.of('north')).toEqual({});
    await uses.flush();
    const first = (await uses.of('north'))[record.id] ?? '';
    expect(Date.parse(first)).toBeGreaterThan(0);
    await server.kill();
    uses.note('north', 'other');
    await uses.flush();
    await server.restart();
    await waitFor(() => redis.status === 'ready');
    await uses.flush();
    expect(Object.keys(await uses.of('north')).sort()).toEqual([record.id, 'other'].sort());
    expect(await uses.of('south')).toEqual({});
    await uses.forget('north', record.id);
    expect(await uses.of('north')).not.toHaveProperty(record.id);
  });

  it('is held of a bounded number of keys', async () => {
    for (let i = 0; i < 10; i++) uses.note('north', `key${i}`);
    await uses.flush();
    expect(Object.keys(await uses.of('north'))).toHaveLength(3);
  });
});
