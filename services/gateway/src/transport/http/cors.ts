import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

/** What pages of other origins may use: the parts that take an API key. */
const shared = /^\/(?:v1|dicomweb|fhir)(?:[/?]|$)/;

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const allowedHeaders = [
  ...['accept', 'authorization', 'content-type', 'prefer'],
  ...['if-match', 'if-modified-since', 'if-none-match', 'last-event-id'],
  ...['traceparent', 'tracestate', 'x-request-id'],
];
const exposedHeaders = [
  ...['content-disposition', 'content-length', 'content-location', 'etag', 'last-modified', 'link', 'location'],
  ...['ratelimit', 'ratelimit-policy', 'retry-after', 'warning', 'www-authenticate', 'x-request-id'],
];
const preflightSeconds = 600;

/**
 * Lets pages of these origins call the API with an API key, as DICOMweb viewers in a browser do. Cookies mean nothing here, so
 * no page may send any.
 *
 * @param origins exactly as browsers name them
 */
export function allowOrigins(app: NestFastifyApplication, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const known = new Set(origins);
  const open = { methods, allowedHeaders, exposedHeaders, maxAge: preflightSeconds, credentials: false };
  app.enableCors({
    delegator: ({ url, headers: { origin } }, callback) => {
      const allowed = origin !== undefined && known.has(origin) && shared.test(url);
      callback(null, allowed ? { ...open, origin } : { origin: false });
    },
  });
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  // Also where no origin is let in: a cache must not give one page what another was answered. Some routes say Vary of their own.
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (shared.test(request.url)) reply.header('vary', withOrigin(reply.getHeader('vary')));
    done(null, payload);
  });
}

function withOrigin(vary: unknown): string {
  const named = String(vary ?? '')
    .split(',')
    .map((name) => name.trim());
  return [...named.filter((name) => name !== '' && !/^origin$/i.test(name)), 'origin'].join(', ');
}
