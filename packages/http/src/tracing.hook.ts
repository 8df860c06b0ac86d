import { histogram, SpanKind, withSpan } from '@wetread/telemetry';
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
    const stop = requestSeconds.startTimer({ method: request.method, route });
    const attributes = { 'http.request.method': request.method, 'http.route': route };
    const answered = new Promise<void>((resolve) => reply.raw.once('close', resolve));
    void withSpan(
      `${request.method} ${route}`,
      { kind: SpanKind.SERVER, attributes, parent: request.headers },
      async (span) => {
        done();
        await answered;
        span.setAttribute('http.response.status_code', reply.statusCode);
        stop({ status: String(reply.statusCode) });
      },
    );
  });
}
