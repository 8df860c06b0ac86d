import type { JobQueues } from '@wetread/queues';
import type { Logger } from '@wetread/telemetry';

const everyMs = 30_000;

/** Asks now and then whether Redis lacks deliveries. Every replica asks; the job's id makes them one job. */
export class ReconcileTimer {
  readonly #queues: JobQueues;
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | undefined;
  #asking: Promise<void> | undefined;

  constructor(queues: JobQueues, logger: Logger) {
    this.#queues = queues;
    this.#logger = logger;
  }

  start(): void {
    this.#ask();
    this.#timer = setInterval(() => this.#ask(), everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#asking;
  }

  #ask(): void {
    // Redis may be away for long; questions must not pile up meanwhile (I6).
    this.#asking ??= this.#queues
      .add('webhook.reconcile', {})
      .catch((error) => this.#logger.warn({ err: error }, 'could not ask for the deliveries'))
      .finally(() => {
        this.#asking = undefined;
      });
  }
}
