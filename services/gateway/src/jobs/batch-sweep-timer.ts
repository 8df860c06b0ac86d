import type { JobQueues } from '@wetread/queues';
import type { Logger } from '@wetread/telemetry';

/** Asks now and then for a look at open batches and nights. Every replica asks; the job's id makes them one job. */
export class SweepTimer {
  readonly #queues: JobQueues;
  readonly #everyMs: number;
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | undefined;
  #asking: Promise<void> | undefined;

  constructor(queues: JobQueues, everyMs: number, logger: Logger) {
    this.#queues = queues;
    this.#everyMs = everyMs;
    this.#logger = logger;
  }

  start(): void {
    this.#ask();
    this.#timer = setInterval(() => this.#ask(), this.#everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#asking;
  }

  #ask(): void {
    // Redis may be away for long; questions must not pile up meanwhile (I6).
    this.#asking ??= this.#queues
      .add('batch.sweep', {})
      .catch((error) => this.#logger.warn({ err: error }, 'could not ask for a look at the batches'))
      .finally(() => {
        this.#asking = undefined;
      });
  }
}
