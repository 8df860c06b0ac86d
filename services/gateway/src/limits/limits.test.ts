import { TenantStore } from '@wetread/accounts';
import { connectRedis } from '@wetread/queues';
import { freePort, type RedisServer, startRedis, uploadForm, waitFor } from '@wetread/testing';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call, startWorld, type World } from '../fixtures/world.ts';
import { TenantLimiter } from './tenant-limiter.ts';

describe('limits shared by gateways', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    redis = connectRedis(server.url);
    await redis.flushall();
  });
  afterEach(() => redis.disconnect());

  const admitted = async (limiter: TenantLimiter, requests: number, limit: number, tenant = 'north') => {
    const quotas = await Promise.all(Array.from({ length: requests }, () => limiter.take(tenant, 'requests', limit)));
    return quotas.filter((quota) => quota.admitted).length;
  };

  it.each([1, 3, 199])('admit exactly %i where they are small', async (limit) => {
    const [one, other] = [new TenantLimiter(redis), new TenantLimiter(redis)];
    expect((await admitted(one, limit - 1, limit)) + (await admitted(other, 20, limit))).toBe(limit);
    expect(await admitted(one, 5, limit)).toBe(0);
  });

  it('never admit more, also where places are leased and requests come at once', async () => {
    const limit = 10_000;
    const limiters = Array.from({ length: 3 }, () => new TenantLimiter(redis));
    const each = await Promise.all(limiters.map((limiter) => admitted(limiter, 5_000, limit)));
    const total = each.reduce((sum, number) => sum + number, 0);
    expect(total).toBeLessThanOrEqual(limit);
    expect(total).toBeGreaterThanOrEqual(limit - 3 * 50);
  });

  it('cost few Redis commands', async () => {
    const commands = async () => Number(/total_commands_processed:(\d+)/.exec(await redis.info('stats'))?.[1]);
    const limiter = new TenantLimiter(redis);
    await limiter.take('north', 'requests', 100_000);
    const before = await commands();
    for (let i = 0; i < 1_000; i++) await limiter.take('north', 'requests', 100_000);
    expect((await commands()) - before).toBeLessThan(150);
  });

  it('tell what is left and when it begins anew, and count tenants and kinds apart', async () => {
    const limiter = new TenantLimiter(redis);
    expect(await limiter.take('north', 'requests', 2)).toMatchObject({ admitted: true, limit: 2, remaining: 1 });
    expect(await limiter.take('north', 'requests', 2)).toMatchObject({ admitted: true, remaining: 0 });
    const refused = await limiter.take('north', 'requests', 2);
    expect(refused).toMatchObject({ admitted: false, remaining: 0 });
    expect(refused.resetS).toBeGreaterThan(0);
    expect(refused.resetS).toBeLessThanOrEqual(60);
    expect(await limiter.take('south', 'requests', 2)).toMatchObject({ admitted: true });
    expect(await limiter.take('north', 'uploads', 2)).toMatchObject({ admitted: true });
  });

  it('hold for each gateway by itself while Redis is away', async () => {
    await waitFor(() => redis.status === 'ready');
    const [one, other] = [new TenantLimiter(redis), new TenantLimiter(redis)];
    await server.kill();
    await waitFor(() => redis.status !== 'ready');
    expect(await admitted(one, 10, 5)).toBe(5);
    expect(await admitted(other, 10, 5)).toBe(5);
    await server.restart();
  });
});

describe('over HTTP', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ INGEST_URL: `http://127.0.0.1:${await freePort()}`, LIMIT_UPLOADS_PER_MINUTE: '2' });
    const limits = { requestsPerMinute: 3 };
    await new TenantStore(world.storage).create({ id: 'small', name: 'Small', limits });
  });
  afterAll(() => world.stop());

  it('a tenant over its limit is answered 429 with when to come back, and others go on', async () => {
    const key = await world.key('small', ['read']);
    const responses: Response[] = [];
    for (let i = 0; i < 5; i++) responses.push(await call(`${world.url}/v1/studies`, key));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    expect(responses[0]?.headers.get('ratelimit-policy')).toBe('"requests";q=3;w=60');
    expect(responses[0]?.headers.get('ratelimit')).toMatch(/^"requests";r=2;t=\d+$/);
    const refused = responses[3];
    expect(refused?.headers.get('ratelimit')).toMatch(/^"requests";r=0;t=\d+$/);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused?.json()).toMatchObject({
      code: 'limit_exceeded',
      retryable: true,
      limit: 'requests',
      quota: 3,
    });
    expect((await call(`${world.url}/v1/studies`, await world.key('large'))).status).toBe(200);
    expect((await call(`${world.url}/healthz`, key)).status).toBe(200);
  });

  it('uploads have a limit of their own', async () => {
    const key = await world.key('sender', ['ingest']);
    const send = () => {
      const body = uploadForm([{ name: 'a.png', bytes: Buffer.alloc(10) }]);
      return call(`${world.url}/v1/studies`, key, { method: 'POST', body });
    };
    const responses = [await send(), await send(), await send()];
    // Ingest is not there: what was admitted got as far as that.
    expect(responses.map(({ status }) => status)).toEqual([503, 503, 429]);
    expect(responses[0]?.headers.get('ratelimit-policy')).toBe('"requests";q=60000;w=60, "uploads";q=2;w=60');
    expect(await responses[2]?.json()).toMatchObject({ code: 'limit_exceeded', limit: 'uploads' });
  });
});
