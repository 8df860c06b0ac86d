import { setTimeout as sleep } from 'node:timers/promises';
import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { GrpcServer } from '@wetread/grpc';
import type { JobQueues, JobWorker } from '@wetread/queues';
import type { Redis } from 'ioredis';
import type { Decoder } from './decode/decoder.ts';
import type { StopWatch } from './domain/stop-watch.ts';
import type { GrpcImageEncoder } from './transport/grpc/encoder-client.ts';

export interface LifecycleParts {
  readonly decoder: Decoder;
  readonly encoder: GrpcImageEncoder;
  readonly grpc: GrpcServer;
  readonly queues: JobQueues;
  readonly stops: StopWatch;
  /** Lets others tell results of this bundle from earlier ones. */
  announceBundle(): Promise<void>;
  readonly connections: readonly Redis[];
  readonly drainTimeoutMs: number;
  startWorker(): JobWorker;
}

/** Studies and questions under way end first, or are handed back where they take too long; then goes what they use. */
export class LlmLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #parts: LifecycleParts;
  #worker: JobWorker | undefined;

  constructor(parts: LifecycleParts) {
    this.#parts = parts;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#parts.grpc.listen();
    await this.#parts.announceBundle();
    this.#worker = this.#parts.startWorker();
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { decoder, grpc, drainTimeoutMs } = this.#parts;
    grpc.setServing(false);
    const drained = Promise.all([this.#worker?.close(), grpc.close(drainTimeoutMs)]);
    const grace = new AbortController();
    await Promise.race([drained, sleep(drainTimeoutMs, undefined, { signal: grace.signal })]);
    grace.abort();
    // What still decodes ends as `draining`, which puts its job back.
    await decoder.close();
    await drained;
  }

  async onApplicationShutdown(): Promise<void> {
    const { encoder, queues, connections, stops } = this.#parts;
    stops.close();
    encoder.close();
    await queues.close();
    for (const connection of connections) connection.disconnect();
  }
}
