import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

const paths: ReadonlySet<string | undefined> = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Health and metrics on a port of their own, always plain: a probe has no certificate to show, and neither belongs where
 * the public calls. Where it is used, the application's own port knows none of them. They are the same routes.
 */
export class InternalPort {
  readonly #server = createServer((request, response) => {
    if (this.#fastify && paths.has(request.url?.split('?')[0])) this.#fastify.routing(request, response);
    else response.writeHead(404).end();
  });
  readonly #sockets = new WeakSet<Socket>();
  #fastify: FastifyInstance | undefined;

  /** @param fastify whose routes are not made yet */
  attach(fastify: FastifyInstance): void {
    this.#fastify = fastify;
    this.#server.on('connection', (socket) => this.#sockets.add(socket));
    fastify.addHook('onRequest', (request, reply, done) => {
      if (!paths.has(request.routeOptions.url) || this.#sockets.has(request.raw.socket)) return done();
      reply.callNotFound();
    });
  }

  /** @param port 0 for a free one. @returns the one that is listened on. Rejects as Node does where it is taken */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
