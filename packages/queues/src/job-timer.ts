import type { JobName, JobPayload } from '@wetread/contracts';
import type { Logger } from '@wetread/telemetry';
import type { JobQueues } from './job-queues.ts';

/** Jobs that look after the whole installation, and need no payload. */
type Chore = { [N in JobName]: Record<string, never> extends JobPayload<N> ? N : never }[JobName];

/** Asks for a chore now and then. Every replica asks; the job's id makes them one job. */
export class JobTimer {
  readonly #queues: JobQueues;
  readonly #chore: Chore;
  readonly #everyMs: number;
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | undefined;
  #asking: Promise<void> | undefined;

  constructor(queues: JobQueues, chore: Chore, everyMs: number, logger: Logger) {
    this.#queues = queues;
    this.#chore = chore;
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
      .add(this.#chore, {})
      .catch((error) => this.#logger.warn({ err: error, job: this.#chore }, 'could not ask for a chore'))
      .finally(() => {
        this.#asking = undefined;
      });
  }
}
