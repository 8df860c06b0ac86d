import 'reflect-metadata';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server as TlsServer } from 'node:tls';
import type { LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { newId } from '@wetread/contracts';
import type { Logger, Telemetry } from '@wetread/telemetry';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { InternalPort } from './internal-port.ts';
import { ProblemFilter, refuseAddress } from './problem.filter.ts';
import { refuseConnection } from './refuse-connection.ts';
import { keepAliveMs } from './release.ts';
import { oldestTls, type ServiceCertificates } from './service-certificates.ts';
import { traceRequests } from './tracing.hook.ts';

export interface HttpAppOptions {
  /** HTTPS with these, and only for those who show a certificate of the same authorities. */
  readonly certificates?: ServiceCertificates | undefined;
  /** Where health and metrics are served, instead of on the application's own port. */
  readonly internal?: InternalPort | undefined;
  /** Largest body, in bytes, that a route without its own parser takes. */
  readonly bodyLimit?: number;
}

/** A NestJS application on Fastify with what every service has in common. It does not listen yet. */
export async function createHttpApp(
  module: Type | object,
  telemetry: Telemetry,
  options: HttpAppOptions = {},
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: options.bodyLimit ?? 1_000_000,
    genReqId: requestId,
    // A peer that sends a byte now and then must not hold a connection for ever.
    requestTimeout: 300_000,
    forceCloseConnections: 'idle',
    // A connection that is still answering when the drain starts is idle afterwards; the drain waits for this long.
    keepAliveTimeout: keepAliveMs,
    frameworkErrors: (fault: FastifyError, _: FastifyRequest, reply: FastifyReply) => refuseAddress(fault, reply),
    clientErrorHandler: refuseConnection,
    ...(options.certificates && { https: mutual(options.certificates) }),
  });
  const app = await NestFactory.create<NestFastifyApplication>(module as Type, adapter, {
    logger: nestLogger(telemetry.logger),
    abortOnError: false,
  });
  options.certificates?.follow((identity) =>
    (app.getHttpServer() as unknown as TlsServer).setSecureContext({ ...identity, minVersion: oldestTls }),
  );
  app.useGlobalFilters(new ProblemFilter(telemetry.logger));
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  options.internal?.attach(fastify);
  traceRequests(fastify);
  return app;
}

const mutual = ({ identity }: ServiceCertificates) =>
  ({ ...identity, minVersion: oldestTls, requestCert: true, rejectUnauthorized: true }) as const;

/** A caller's own id is kept, so that its log and ours can be put side by side. */
function requestId({ headers }: { headers: IncomingMessage['headers'] }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : newId('req');
}

export interface RunningService {
  /** Lets its callers go elsewhere, and serves them meanwhile. */
  release?(): Promise<void>;
  /** Ends what is under way, and takes nothing new. */
  close(): Promise<void>;
}

/** Told to end while it starts: what has not begun to serve has nothing to end, and is not waited for. */
const startGraceMs = 5_000;

/** Start → serve → drain. The exit status is 0 after a drain and 1 after a start that failed. */
export async function runService(telemetry: Telemetry, start: () => Promise<RunningService>): Promise<void> {
  const { logger } = telemetry;
  // Told before it starts: a scaler takes back its word, and a process that is the first of its container has no other handler.
  const starting = Promise.withResolvers<RunningService>();
  const drain = once(async (reason: string) => {
    logger.info({ reason }, 'draining');
    const service = await Promise.race([starting.promise, sleep(startGraceMs)]);
    await service?.release?.();
    await service?.close();
    await telemetry.stop();
    process.exit(0);
  });
  process.on('SIGTERM', drain);
  process.on('SIGINT', drain);
  // The local stack starts services with a channel: when it is gone, however it went, so are they.
  process.on('disconnect', () => drain('disconnect'));
  try {
    starting.resolve(await start());
  } catch (error) {
    logger.fatal({ err: error }, 'could not start');
    await telemetry.stop();
    process.exit(1);
  }
}

function once(work: (reason: string) => Promise<void>): (reason: string) => void {
  let started = false;
  return (reason) => {
    if (started) return;
    started = true;
    void work(reason).catch(() => process.exit(1));
  };
}

function nestLogger(logger: Logger): LoggerService {
  const nest = logger.child({ part: 'nest' });
  return {
    log: (message) => nest.debug(String(message)),
    warn: (message) => nest.warn(String(message)),
    error: (message) => nest.error(String(message)),
    fatal: (message) => nest.fatal(String(message)),
  };
}
