import { connect } from 'node:net';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { issueKey, KeyVerifier, type Principal } from '@wetread/accounts';
import { WetreadError } from '@wetread/contracts';
import { type ObjectStorage, openStorage } from '@wetread/storage';
import { createLogger } from '@wetread/telemetry';
import { tempFolder } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeyGuard, Caller, createHttpApp, HealthController, Needs, READINESS_CHECKS } from './index.ts';

let redisAnswers = true;

@Controller()
class SomeController {
  @Get('open')
  open() {
    return { ok: true };
  }

  @Get('open/:id')
  one() {
    return { ok: true };
  }

  @Get('mine')
  @Needs('read')
  mine(@Caller() caller: Principal) {
    return { tenant: caller.tenant };
  }

  @Get('full')
  full() {
    throw new WetreadError('overloaded', 'The queue holds 10 studies.', { retryAfterS: 2.2, details: { limit: 10 } });
  }

  @Get('bug')
  bug() {
    throw new Error('password hunter2');
  }

  @Post('echo')
  echo(@Body() body: unknown) {
    return body;
  }
}

let app: NestFastifyApplication;
let storage: ObjectStorage;
let url: string;
let removeFolder: () => Promise<void>;

beforeAll(async () => {
  const folder = await tempFolder('http');
  removeFolder = () => folder.remove();
  storage = await openStorage(`file://${folder.path}`);
  const checks = [
    {
      name: 'redis',
      check: async () => {
        if (!redisAnswers) throw new Error('no answer');
      },
    },
  ];

  @Module({
    controllers: [SomeController, HealthController],
    providers: [
      { provide: READINESS_CHECKS, useValue: checks },
      { provide: 'verifier', useFactory: () => new KeyVerifier(storage) },
      { provide: APP_GUARD, useFactory: (verifier: KeyVerifier) => new ApiKeyGuard(verifier), inject: ['verifier'] },
    ],
  })
  class SomeModule {}

  const telemetry = { logger: createLogger('test', 'silent'), stop: async () => {} };
  app = await createHttpApp(SomeModule, telemetry, { bodyLimit: 1_000 });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(async () => {
  await app.close();
  await removeFolder();
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${url}${path}`, { headers });

describe('health', () => {
  it('tells alive from ready, and what is missing', async () => {
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    redisAnswers = false;
    const response = await get('/readyz');
    redisAnswers = true;
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'unavailable', checks: { redis: 'no answer' } });
    expect((await get('/healthz')).status).toBe(200);
  });

  it('serves metrics whose routes name no identifier', async () => {
    await get('/open');
    await get('/no/such/1.2.840.113619');
    const text = await (await get('/metrics')).text();
    expect(text).toContain('route="/open"');
    expect(text).not.toContain('1.2.840');
  });
});

describe('problems', () => {
  it.each([
    ['/no-such-route', 404, 'not_found'],
    ['/full', 503, 'overloaded'],
    ['/bug', 500, 'internal'],
    ['/mine', 401, 'unauthenticated'],
  ])('%s is %i %s as problem details', async (path, status, code) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ status, code });
  });

  it.each([`/open/${'x'.repeat(300)}`, '/%zz'])('also name what is wrong with an address: %s', async (path) => {
    const response = await fetch(`${url}${path}`);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('also answer a head that is too large, and what is no HTTP', async () => {
    const large = await fetch(`${url}/open?q=${'x'.repeat(20_000)}`);
    expect(large.headers.get('content-type')).toBe('application/problem+json');
    expect(await large.json()).toMatchObject({ status: 431, code: 'head_too_large' });
    const socket = connect(Number(new URL(url).port), new URL(url).hostname, () => socket.write('HELO\r\n\r\n'));
    const text = (await socket.toArray()).join('');
    expect(text).toContain('400 Bad Request');
    expect(text).toContain('"invalid_request"');
  });

  it('say when to come back, and nothing of an unexpected error', async () => {
    expect((await get('/full')).headers.get('retry-after')).toBe('3');
    expect(await (await get('/bug')).text()).not.toContain('hunter2');
  });

  it.each([
    ['{"a":', 400],
    [JSON.stringify({ a: 'x'.repeat(2_000) }), 413],
  ])('a body %#  is refused with %i', async (body, status) => {
    const response = await fetch(`${url}/echo`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty('code');
  });
});

describe('API keys', () => {
  it('open routes by scope, and name the tenant', async () => {
    const reader = await issueKey(storage, { tenant: 'north', name: 'r', scopes: ['read'] });
    const sender = await issueKey(storage, { tenant: 'north', name: 's', scopes: ['ingest'] });
    const allowed = await get('/mine', { authorization: `Bearer ${reader.key}` });
    expect(await allowed.json()).toEqual({ tenant: 'north' });
    expect((await get('/mine', { authorization: `Bearer ${sender.key}` })).status).toBe(403);
    expect((await get('/open')).status).toBe(200);
  });
});
