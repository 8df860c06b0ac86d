import type { FastifyRequest } from 'fastify';

/** Where the client reaches us: as configured, or else as it says itself, which nobody but the client is told. */
export function publicUrlOf(request: FastifyRequest, configured: string | undefined): string {
  if (configured !== undefined) return configured.replace(/\/+$/, '');
  const said = (name: string) => request.headers[name]?.toString().split(',')[0]?.trim();
  return `${said('x-forwarded-proto') ?? 'http'}://${said('x-forwarded-host') ?? request.headers.host ?? 'localhost'}`;
}
