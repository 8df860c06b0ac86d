import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { WetreadError } from '@wetread/contracts';
import { ApiKeyGuard, auditRequests, createHttpApp, type InternalPort } from '@wetread/http';
import type { Telemetry } from '@wetread/telemetry';
import type { FastifyInstance } from 'fastify';
import { type GatewayParts, gatewayModule } from './app.module.ts';
import type { DepthReader } from './metrics.ts';
import { allowOrigins } from './transport/http/cors.ts';
import { FhirFilter } from './transport/http/fhir.filter.ts';

/** In bytes: of a thousand studies with long names. */
const maxBody = 300_000;

/** The HTTP application, ready to listen. */
export async function createGatewayApp(
  parts: GatewayParts,
  depths: DepthReader,
  telemetry: Telemetry,
  internal?: InternalPort,
): Promise<NestFastifyApplication> {
  const app = await createHttpApp(gatewayModule(parts), telemetry, { bodyLimit: maxBody, internal });
  const { accounts, audit, identity, limits } = parts;
  app.useGlobalGuards(new ApiKeyGuard(accounts.callers, audit, identity.originalUids), limits);
  app.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: invalidRequest }));
  app.useGlobalFilters(new FhirFilter(telemetry.logger));
  allowOrigins(app, parts.corsOrigins);
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  passBodiesThrough(fastify);
  nameWayOut(fastify);
  auditRequests(fastify, { log: parts.audit, service: 'gateway', logger: telemetry.logger });
  fastify.addHook('onRequest', (request, _, done) => {
    if (request.routeOptions.url !== '/metrics') return done();
    depths.refresh().then(() => done(), done);
  });
  parts.document.make(app);
  await app.init();
  return app;
}

/** A body that no parser knows stays a stream, for the routes that forward it or read it line by line. */
function passBodiesThrough(fastify: FastifyInstance): void {
  fastify.addContentTypeParser('*', (request, payload, done) => {
    const route = request.routeOptions.url ?? '';
    if (route === '/v1/studies' || route.startsWith('/dicomweb/')) return done(null, payload);
    const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    if (streamed[route]?.includes(type)) return done(null, payload);
    done(new WetreadError('unsupported_media_type', unsupported(route)), undefined);
  });
}

/** A list that is too long for JSON is told how it can be sent. */
function nameWayOut(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ method, routeOptions, headers }, _, done) => {
    const [type] = streamed[routeOptions.url ?? ''] ?? [];
    const long =
      Number(headers['content-length']) > maxBody && /^application\/json\b/i.test(headers['content-type'] ?? '');
    if (method !== 'POST' || type === undefined || !long) return done();
    done(new WetreadError('too_large', `JSON has at most ${maxBody} bytes here; send a longer list as ${type}.`));
  });
}

/** Lists that may be long, and what they may come as. */
const streamed: Readonly<Record<string, readonly string[]>> = {
  '/v1/batches': ['application/jsonl', 'application/x-ndjson', 'application/x-jsonlines'],
  '/v1/nights': ['text/csv'],
};
const unsupported = (route: string): string => `Send ${['application/json', ...(streamed[route] ?? [])].join(' or ')}.`;

interface Issue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}

function invalidRequest(issues: readonly Issue[]): WetreadError {
  const faults = issues.map(({ path = [], message }) => {
    const place = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
    return place ? `${place}: ${message}` : message;
  });
  return new WetreadError('invalid_request', `${faults.join('; ')}.`);
}
