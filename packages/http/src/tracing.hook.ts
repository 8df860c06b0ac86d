import { histogram, inSpan, SpanKind } from '@wetread/telemetry';
import type { FastifyInstance } from 'fastify';

const requestSeconds = histogram({
  name: 'http_request_duration_seconds',
  help: 'Time to answer HTTP requests',
  labels: ['method', 'route', 'status'],
});

const untraced = new Set(['/healthz', '/readyz', '/metrics']);

/** A server span and a duration for every request, named by its route, never by its path: paths hold study UIDs. */
export function traceRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    if (untraced.has(route)) return done();
    const { method, headers } = request;
    const started = performance.now();
    const attributes = { 'http.request.method': method, 'http.route': route };
    inSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes, parent: headers }, (span) => {
      reply.raw.once('close', () => {
        span.setAttribute('http.response.status_code', reply.statusCode);
        span.end();
        requestSeconds.observe({ method, route, status: reply.statusCode }, (performance.now() - started) / 1_000);
      });
      done();
    });
  });
}
