import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { KeyUses } from '@wetread/accounts';
import type { AuditLog } from '@wetread/audit';
import type { RenderPool } from '@wetread/dicom';
import type { JobQueues, JobTimer, JobWorker } from '@wetread/queues';
import type { Redis } from 'ioredis';
import type { Spool } from './domain/spool.ts';

export interface LifecycleParts {
  readonly spool: Spool;
  readonly timer: JobTimer;
  readonly renderer: RenderPool;
  readonly queues: JobQueues;
  readonly uses: KeyUses;
  readonly audit: AuditLog;
  readonly connections: readonly Redis[];
  readonly drainTimeoutMs: number;
  startWorker(): JobWorker;
}

/** Jobs and requests end first, or are handed back where they take too long, and then what they use. */
export class IngestLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #parts: LifecycleParts;
  #worker: JobWorker | undefined;

  constructor(parts: LifecycleParts) {
    this.#parts = parts;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#parts.spool.open();
    this.#worker = this.#parts.startWorker();
    this.#parts.timer.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { timer, renderer, drainTimeoutMs } = this.#parts;
    await timer.stop();
    await this.#worker?.closeWithin(drainTimeoutMs);
    // What is still being rendered ends as `draining`, which puts its job back.
    await renderer.close();
    await this.#worker?.close();
  }

  async onApplicationShutdown(): Promise<void> {
    const { queues, uses, audit, connections } = this.#parts;
    await audit.close();
    await uses.close();
    await queues.close();
    for (const connection of connections) connection.disconnect();
  }
}
