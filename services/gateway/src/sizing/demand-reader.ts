import type { ReadingPace } from '@wetread/batches';
import { type JobName, jobTable } from '@wetread/contracts';
import type { QueueDepth } from '@wetread/queues';
import { gauge } from '@wetread/telemetry';
import type { BatchNeeds } from './batch-needs.ts';
import { demandOf } from './demand.ts';

const reading = 'study.summarize' satisfies JobName;
const { queue } = jobTable[reading];

const demand = gauge({
  name: 'queue_demand',
  help: 'Studies that should be read at once: all work, but of a batch with a due time what keeps it in time. What pools are sized by',
  labels: ['queue'],
});
const drainSeconds = gauge({
  name: 'queue_drain_seconds',
  help: 'Seconds until the work is done by what is being read at once now; absent while nothing is',
  labels: ['queue'],
});
const dueSeconds = gauge({
  name: 'queue_due_seconds',
  help: 'Seconds until the first due time of a batch that has work left; below zero where it is past, absent without any',
  labels: ['queue'],
});
const readingSeconds = gauge({
  name: 'reading_mean_seconds',
  help: 'Seconds that a study keeps its place in an llm worker, mean of the last fifty or so',
});
const atRisk = gauge({
  name: 'batches_at_risk',
  help: 'Batches that end after their due time at the measured pace',
});

/** What must be under way at once for every batch to be in time, and how far that is from what is. */
export class DemandReader {
  readonly #needs: BatchNeeds;
  readonly #pace: ReadingPace;

  constructor(needs: BatchNeeds, pace: ReadingPace) {
    this.#needs = needs;
    this.#pace = pace;
  }

  /** @param depth of the readings' queue */
  async read(depth: QueueDepth, now = new Date()): Promise<void> {
    const [needs, secondsEach] = await Promise.all([this.#needs.all(now), this.#pace.seconds()]);
    const all = workOf(reading, depth);
    demand.set({ queue }, demandOf({ all, urgent: depth.urgent, secondsEach }, needs));
    atRisk.set(needs.filter((need) => need.atRisk).length);
    const firstDue = Math.min(...needs.map(({ dueAt }) => Date.parse(dueAt)));
    setOrDrop(dueSeconds, (firstDue - now.getTime()) / 1_000);
    setOrDrop(drainSeconds, secondsEach === undefined ? Number.NaN : (all * secondsEach) / depth.active);
    if (secondsEach === undefined) readingSeconds.remove();
    else readingSeconds.set(secondsEach);
  }

  forget(): void {
    for (const one of [demand, drainSeconds, dueSeconds]) one.reset();
    for (const one of [readingSeconds, atRisk]) one.remove();
  }
}

/**
 * Active counts though a worker has it: a pool that reads must not fall asleep over it. Nor over readings that wait for it:
 * what is delayed in their queue is only what an outage or a failure put off.
 */
export const workOf = (name: JobName, { waiting, prioritized, active, delayed, due }: QueueDepth): number =>
  waiting + prioritized + active + (name === reading ? delayed : due);

function setOrDrop(metric: typeof dueSeconds, value: number): void {
  if (Number.isFinite(value)) metric.set({ queue }, value);
  else metric.remove({ queue });
}
