import { type BatchView, countsOf, openMsBetween } from '@wetread/batches';
import { paceOf } from '../domain/pace.ts';

/**
 * How many studies should be read at once. Work without a due time is wanted as soon as possible: all of it counts. Of a
 * batch with a due time counts what keeps it in time: its studies a second until then, times the seconds that each keeps its
 * place (Little's law). A batch that would be late counts as a whole.
 */

/** What one batch with a due time asks of the readers. */
export interface BatchNeed {
  /** RFC 3339. */
  readonly at: string;
  readonly dueAt: string;
  /** Its studies that are in the queue or being read, about. */
  readonly released: number;
  /** Studies to be read in each second that its window is open; absent where they are wanted as soon as possible. */
  readonly perSecond?: number;
  readonly atRisk: boolean;
}

/** Done when this part of the time has passed, so that a pod that is lost or slow does not make it late at once. */
const ofTheTime = 0.8;

/** Undefined where the batch has no due time, or nothing left to be read. */
export function needOf({ batch, progress, end }: BatchView, now: Date): BatchNeed | undefined {
  const { dueAt, window } = batch;
  const { total, completed, failed } = countsOf({ progress });
  const left = total - completed - failed;
  if (dueAt === undefined || end || left === 0) return undefined;
  const { atRisk } = paceOf({ total, settled: total - left, samples: progress.samples, window, dueAt }, now);
  const openS = (openMsBetween(window, now, new Date(dueAt)) * ofTheTime) / 1_000;
  const released = progress.segments.reduce(
    (sum, segment) => sum + (segment.released ? segment.items - segment.completed - segment.failed : 0),
    0,
  );
  const inTime = !atRisk && openS > 0;
  return { at: now.toISOString(), dueAt, released, atRisk, ...(inTime && { perSecond: left / openS }) };
}

export interface Work {
  /** Studies that a worker has or could take now. */
  readonly all: number;
  /** Those of them that pass all others. */
  readonly urgent: number;
  /** How long a study keeps its place in a worker; undefined where none was read lately. */
  readonly secondsEach: number | undefined;
}

/** Studies to be under way at once: never more than there are, and more than none where there is one. */
export function demandOf({ all, urgent, secondsEach }: Work, needs: readonly BatchNeed[]): number {
  if (secondsEach === undefined) return all;
  const sum = (of: (need: BatchNeed) => number) =>
    needs.reduce((total, need) => total + (need.perSecond === undefined ? 0 : of(need)), 0);
  // A batch also counts what has not reached the queue yet, which must not hide the work of others.
  const released = Math.min(
    sum((need) => need.released),
    all - urgent,
  );
  const kept = sum(({ released: most, perSecond = 0 }) => Math.min(most, perSecond * secondsEach));
  return all - released + Math.min(released, kept);
}
