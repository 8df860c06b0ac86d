import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { GrpcServer } from '@wetread/grpc';
import type { Logger } from '@wetread/telemetry';
import type { ImageQueue } from './domain/images.ts';
import type { SessionPool } from './inference/session-pool.ts';

/** Sessions before calls at the start; calls before sessions at the end, while /readyz already says no. */
export class EncoderLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #queue: ImageQueue;
  readonly #pool: SessionPool;
  readonly #grpc: GrpcServer;
  readonly #drainTimeoutMs: number;
  readonly #logger: Logger;

  constructor(queue: ImageQueue, pool: SessionPool, grpc: GrpcServer, drainTimeoutMs: number, logger: Logger) {
    this.#queue = queue;
    this.#pool = pool;
    this.#grpc = grpc;
    this.#drainTimeoutMs = drainTimeoutMs;
    this.#logger = logger;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#pool.start();
    await this.#grpc.listen();
    this.#logger.info({ port: this.#grpc.port }, 'listening for gRPC calls');
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#grpc.setServing(false);
    this.#queue.drain();
    await this.#grpc.close(this.#drainTimeoutMs);
    await this.#pool.close();
  }
}
