import { Agent, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLogger } from '@wetread/telemetry';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { closeWithin, createHttpApp, HealthController, READINESS_CHECKS, releaseCallers } from './index.ts';

@Controller()
class SlowController {
  @Get('slow')
  async slow() {
    await sleep(60_000, undefined, { ref: false });
  }
}

@Module({ controllers: [HealthController, SlowController], providers: [{ provide: READINESS_CHECKS, useValue: [] }] })
class TestModule {}

let app: NestFastifyApplication;
let caller: Agent;
beforeEach(async () => {
  app = await createHttpApp(TestModule, { logger: createLogger('test', 'silent'), stop: async () => {} });
  await app.listen(0, '127.0.0.1');
  caller = new Agent({ keepAlive: true, maxSockets: 1 });
});
afterEach(async () => {
  caller.destroy();
  await app.close();
});

function ask(path: string): Promise<IncomingMessage> {
  const { port } = app.getHttpServer().address() as AddressInfo;
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: caller }, (answer) => {
      answer.resume().once('end', () => resolve(answer));
    }).once('error', reject);
  });
}

it('answers a caller on the connection it has, ends that with the answer, and is then without callers', async () => {
  expect((await ask('/healthz')).headers.connection).toBe('keep-alive');
  let released = false;
  const releasing = releaseCallers(app).then(() => {
    released = true;
  });
  await sleep(200);
  expect(released).toBe(false);
  const last = await ask('/readyz');
  expect([last.statusCode, last.headers.connection]).toEqual([503, 'close']);
  await releasing;
});

it('is over when an idle connection has run out', async () => {
  await ask('/healthz');
  await releaseCallers(app);
  const connections = await new Promise((resolve) =>
    app.getHttpServer().getConnections((_: unknown, count: number) => resolve(count)),
  );
  expect(connections).toBe(0);
});

it('a request that does not end in time is cut', async () => {
  const asking = ask('/slow').catch((error: NodeJS.ErrnoException) => error.code);
  await sleep(100);
  await closeWithin(app, 300);
  expect(await asking).toBe('ECONNRESET');
});
