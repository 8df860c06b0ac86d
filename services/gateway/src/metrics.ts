import { jobNames, jobTable } from '@wetread/contracts';
import type { JobQueues } from '@wetread/queues';
import type { StudyIndex } from '@wetread/studies';
import { counter, gauge, histogram } from '@wetread/telemetry';
import { type DemandReader, workOf } from './sizing/demand-reader.ts';

const attempts = counter({
  name: 'webhook_attempts_total',
  help: 'Webhook requests by what came of them',
  labels: ['outcome'],
});
const attemptSeconds = histogram({
  name: 'webhook_attempt_duration_seconds',
  help: 'Time of webhook requests',
  labels: ['outcome'],
});
const deliveries = counter({
  name: 'webhook_deliveries_total',
  help: 'Deliveries that were settled, by how',
  labels: ['outcome'],
});

export function countAttempt(outcome: string, durationMs: number): void {
  attempts.inc({ outcome });
  attemptSeconds.observe({ outcome }, durationMs / 1_000);
}

export function countSettled(outcome: string): void {
  deliveries.inc({ outcome });
}

const queueJobs = gauge({ name: 'queue_jobs', help: 'Jobs in each queue by state', labels: ['queue', 'state'] });
const queueWork = gauge({
  name: 'queue_work',
  help: 'Jobs of each queue that a worker has or could take now: waiting + prioritized + active + due',
  labels: ['queue'],
});
const studiesPending = gauge({ name: 'studies_pending', help: 'Studies whose end was not told yet' });

const freshMs = 2_000;

/** Reads the depths of all queues, at most every other second however often it is asked. */
export class DepthReader {
  readonly #queues: JobQueues;
  readonly #index: StudyIndex;
  readonly #demand: DemandReader;
  #last: { readonly at: number; readonly reading: Promise<void> } | undefined;

  constructor(queues: JobQueues, index: StudyIndex, demand: DemandReader) {
    this.#queues = queues;
    this.#index = index;
    this.#demand = demand;
  }

  /** Never rejects: with Redis away the gauges are gone from the page, rather than the page with them. */
  refresh(): Promise<void> {
    if (!this.#last || Date.now() - this.#last.at > freshMs) {
      this.#last = { at: Date.now(), reading: this.#read().catch(() => this.#forget()) };
    }
    return this.#last.reading;
  }

  async #read(): Promise<void> {
    studiesPending.set(await this.#index.countPending());
    for (const name of jobNames) {
      const depth = await this.#queues.depth(name);
      const { queue } = jobTable[name];
      for (const [state, jobs] of Object.entries(depth)) queueJobs.set({ queue, state }, jobs);
      queueWork.set({ queue }, workOf(depth));
      if (name === 'study.summarize') await this.#demand.read(depth);
    }
  }

  #forget(): void {
    queueJobs.reset();
    queueWork.reset();
    studiesPending.remove();
    this.#demand.forget();
  }
}
