import { jobNames, jobTable } from '@wetread/contracts';
import type { JobQueues } from '@wetread/queues';
import type { StudyIndex } from '@wetread/studies';
import { counter, gauge, histogram } from '@wetread/telemetry';
import { type DemandReader, workOf } from './sizing/demand-reader.ts';
import type { DisabledReceivers } from './webhooks/disabled-receivers.ts';

/** Of one way out. */
export interface DeliveryMeters {
  /** What is delivered, in the log. */
  readonly noun: string;
  attempted(outcome: string, durationMs: number): void;
  settled(outcome: string): void;
}

function metersOf(noun: string, what: string): DeliveryMeters {
  const labels = ['outcome'] as const;
  const attempts = counter({ name: `${noun}_attempts_total`, help: `${what} by what came of them`, labels });
  const seconds = histogram({
    name: `${noun}_attempt_duration_seconds`,
    help: `Time of ${what.charAt(0).toLowerCase()}${what.slice(1)}`,
    labels,
  });
  const settled = counter({
    name: `${noun}_deliveries_total`,
    help: `Deliveries by ${noun} that were settled, by how`,
    labels,
  });
  return {
    noun,
    attempted(outcome, durationMs) {
      attempts.inc({ outcome });
      seconds.observe({ outcome }, durationMs / 1_000);
    },
    settled: (outcome) => settled.inc({ outcome }),
  };
}

export const webhookMeters = metersOf('webhook', 'Webhook requests');
export const destinationMeters = metersOf('destination', 'Sendings of summaries to a PACS');

const queueJobs = gauge({ name: 'queue_jobs', help: 'Jobs in each queue by state', labels: ['queue', 'state'] });
const queueWork = gauge({
  name: 'queue_work',
  help: 'Jobs of each queue that a worker has or could take now: waiting + prioritized + active + due; of reading all that is delayed',
  labels: ['queue'],
});
const queueOldest = gauge({
  name: 'queue_oldest_seconds',
  help: 'Seconds for which the longest-waiting job of each queue could have been taken by a worker; 0 where none waits',
  labels: ['queue'],
});
const receiversDisabled = gauge({
  name: 'receivers_disabled',
  help: 'Webhook endpoints and destinations that are disabled and for which events are held, by why',
  labels: ['kind', 'reason'],
});
const studiesPending = gauge({ name: 'studies_pending', help: 'Studies whose end was not told yet' });

const freshMs = 2_000;

/** Reads the depths of all queues, at most every other second however often it is asked. */
export class DepthReader {
  readonly #queues: JobQueues;
  readonly #index: StudyIndex;
  readonly #demand: DemandReader;
  readonly #disabled: DisabledReceivers;
  #last: { readonly at: number; readonly reading: Promise<void> } | undefined;

  constructor(queues: JobQueues, index: StudyIndex, demand: DemandReader, disabled: DisabledReceivers) {
    this.#queues = queues;
    this.#index = index;
    this.#demand = demand;
    this.#disabled = disabled;
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
    for (const { kind, reason, count } of await this.#disabled.counts()) receiversDisabled.set({ kind, reason }, count);
    for (const name of jobNames) {
      const depth = await this.#queues.depth(name);
      const { queue } = jobTable[name];
      for (const [state, jobs] of Object.entries(depth)) queueJobs.set({ queue, state }, jobs);
      queueWork.set({ queue }, workOf(name, depth));
      queueOldest.set({ queue }, (await this.#queues.oldestMs(name)) / 1_000);
      if (name === 'study.summarize') await this.#demand.read(depth);
    }
  }

  #forget(): void {
    for (const one of [queueJobs, queueWork, queueOldest, receiversDisabled]) one.reset();
    studiesPending.remove();
    this.#demand.forget();
  }
}
