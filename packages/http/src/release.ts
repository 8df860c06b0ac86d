import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { HealthController } from './health.controller.ts';

/** How long an idle connection is kept for its caller, and a little more. */
export const keepAliveMs = 5_000;
const releaseMs = keepAliveMs + 1_000;
const lookMs = 50;

/**
 * Lets callers go elsewhere before the server closes. A caller may send its next request at the very moment at which an idle
 * connection is closed, and cannot tell whether it was taken; so none is closed: each answer from now on ends its
 * connection, and idle ones are left to run out. Resolves when no connection is left, or after that time: a caller that
 * is still sending is waited for by the close that follows.
 */
export async function releaseCallers(app: NestFastifyApplication): Promise<void> {
  app.get(HealthController, { strict: false }).drain();
  const server = app.getHttpServer() as Server;
  server.prependListener('request', (_: IncomingMessage, response: ServerResponse) => {
    response.shouldKeepAlive = false;
  });
  for (let left = releaseMs; left > 0 && (await connectionsOf(server)) > 0; left -= lookMs) await sleep(lookMs);
}

const connectionsOf = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))));

/** Closes an application whose requests get so long to end; then they are cut, and their callers know nothing was acknowledged. */
export async function closeWithin(app: NestFastifyApplication, timeoutMs: number): Promise<void> {
  const timer = setTimeout(() => (app.getHttpServer() as Server).closeAllConnections(), timeoutMs);
  await app.close().finally(() => clearTimeout(timer));
}
