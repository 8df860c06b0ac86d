import { setTimeout as sleep } from 'node:timers/promises';
import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { JobQueues, JobWorker } from '@wetread/queues';
import type { Redis } from 'ioredis';
import type { Decoder } from './decode/decoder.ts';
import type { GrpcImageEncoder } from './transport/grpc/encoder-client.ts';

export interface LifecycleParts {
  readonly decoder: Decoder;
  readonly encoder: GrpcImageEncoder;
  readonly queues: JobQueues;
  readonly connections: readonly Redis[];
  readonly drainTimeoutMs: number;
  startWorker(): JobWorker;
}

/** Studies under way end first, or are handed back where they take too long; then goes what they use. */
export class LlmLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #parts: LifecycleParts;
  #worker: JobWorker | undefined;

  constructor(parts: LifecycleParts) {
    this.#parts = parts;
  }

  onApplicationBootstrap(): void {
    this.#worker = this.#parts.startWorker();
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { decoder, drainTimeoutMs } = this.#parts;
    const drained = this.#worker?.close();
    const grace = new AbortController();
    await Promise.race([drained, sleep(drainTimeoutMs, undefined, { signal: grace.signal })]);
    grace.abort();
    // What still decodes ends as `draining`, which puts its job back.
    await decoder.close();
    await drained;
  }

  async onApplicationShutdown(): Promise<void> {
    const { encoder, queues, connections } = this.#parts;
    encoder.close();
    await queues.close();
    for (const connection of connections) connection.disconnect();
  }
}
