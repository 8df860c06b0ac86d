import {
  type BatchEnd,
  type BatchProgress,
  type BatchRecord,
  type BatchView,
  countsOf,
  isOpen,
  nightOf,
  refOf,
  type StopCode,
} from '@wetread/batches';
import { type JobPayload, makeEvent, type StoredEvent, toWetreadError } from '@wetread/contracts';
import { type JobContext, type JobQueues, withRedis } from '@wetread/queues';
import { announce } from '@wetread/studies';
import { fill } from '../batches/filling.ts';
import { type RunningParts, runStep, stopAll } from '../batches/running.ts';
import type { BatchNeeds } from '../sizing/batch-needs.ts';

/**
 * Takes one batch a step further and comes back, until it has ended. What was asked, how far it is and how it ended are in
 * storage; the job only carries the batch's id, and the sweep adds it again where Redis lost it (I1). The end is written
 * once, and its event has one id (I3).
 */
export interface AdvanceDeps extends RunningParts {
  readonly queues: JobQueues;
  readonly needs: BatchNeeds;
  readonly tickMs: number;
}

export async function advanceBatch(
  deps: AdvanceDeps,
  payload: JobPayload<'batch.advance'>,
  job: JobContext,
): Promise<void> {
  const view = await deps.batches.find(payload);
  // Its mark is stored before its record; the sweep comes by again.
  if (!view) return;
  const ended = view.end ? view : await advance(deps, view, job);
  if (ended?.end) return tellEnd(deps, ended, job);
  const next = await deps.batches.find(payload);
  if (next) await deps.needs.tell(next);
  await job.postpone(next ? restMs(next, deps.tickMs) : deps.tickMs);
}

/** @returns the batch where this step was its last */
async function advance(deps: AdvanceDeps, view: BatchView, job: JobContext): Promise<BatchView | undefined> {
  const { batch } = view;
  const ref = refOf(batch);
  let progress = view.progress;
  if (progress.phase === 'validating' && batch.source.kind !== 'rule') {
    const filled = await tryFill(deps, batch);
    if ('error' in filled) return end(deps, view, progress, { state: 'failed', error: filled.error });
    progress = filled.progress;
    await deps.batches.putProgress(ref, progress);
    job.logger.info({ batch: batch.id, items: countsOf({ progress }).total }, 'batch validated');
  }
  const stop = await stopOf(deps, view);
  progress = stop ? await stopAll(deps, batch, progress, stop) : await runStep(deps, batch, progress);
  await deps.batches.putProgress(ref, progress);
  if (progress.phase !== 'finalizing') return undefined;
  return end(deps, view, progress, endState(stop));
}

async function stopOf({ batches }: AdvanceDeps, { batch }: BatchView): Promise<StopCode | undefined> {
  if (await batches.isCancelled(refOf(batch))) return 'batch_cancelled';
  return new Date() >= new Date(batch.expiresAt) ? 'batch_expired' : undefined;
}

const endState = (stop: StopCode | undefined) =>
  ({ state: stop === undefined ? 'completed' : stop === 'batch_cancelled' ? 'cancelled' : 'expired' }) as const;

type Filled = { readonly progress: BatchProgress } | { readonly error: NonNullable<BatchEnd['error']> };

/** What cannot be run at all fails the batch; what a later try may mend does not. */
async function tryFill(deps: AdvanceDeps, batch: BatchRecord): Promise<Filled> {
  try {
    const progress = await fill(deps, batch);
    if (progress.segments.length > 0) return { progress };
    const isQuery = batch.source.kind === 'query';
    // A night on which nothing matches is no mistake.
    if (isQuery) return { progress };
    return { error: { code: 'no_items', message: 'The upload has no line.' } };
  } catch (thrown) {
    const error = toWetreadError(thrown);
    if (error.code !== 'too_large') throw thrown;
    return { error: { code: 'too_many_items', message: error.message } };
  }
}

async function end(
  { batches }: AdvanceDeps,
  view: BatchView,
  progress: BatchProgress,
  how: Pick<BatchEnd, 'state' | 'error'>,
): Promise<BatchView> {
  const counts = countsOf({ progress });
  const ended = await batches.putEnd(refOf(view.batch), { ...how, ...counts, endedAt: new Date().toISOString() });
  return { ...view, progress, end: ended };
}

/** The mark of an open batch goes last: until the event is told, the sweep finds the batch. */
async function tellEnd(deps: AdvanceDeps, view: BatchView, job: JobContext): Promise<void> {
  const ref = refOf(view.batch);
  await announce(deps.studies, deps.queues, endEventOf(view));
  await withRedis('forgetting a batch', () => deps.ended.forgetBatch(ref));
  await deps.needs.forget(ref);
  await deps.batches.markEnded(ref);
  job.logger.info({ batch: ref.batch, state: view.end?.state, ...countsOf(view) }, 'batch ended');
}

function endEventOf({ batch, end, progress }: BatchView): StoredEvent {
  const { metadata } = batch;
  const counts = countsOf({ progress, ...(end && { end }) });
  const data = { batch: batch.id, request_counts: counts, ...(metadata && { metadata }) };
  const now = end && new Date(end.endedAt);
  const options = now ? { now } : {};
  if (end?.error) return makeEvent(batch.tenant, 'batch.failed', { ...data, ...end.error }, options);
  if (end?.state === 'cancelled') return makeEvent(batch.tenant, 'batch.cancelled', data, options);
  if (end?.state === 'expired') return makeEvent(batch.tenant, 'batch.expired', data, options);
  return makeEvent(batch.tenant, 'batch.completed', data, options);
}

/** A batch that waits for its window is looked at less often: only a cancellation or a late study can come. */
function restMs({ batch: { window }, cancelledAt }: BatchView, tickMs: number): number {
  const now = new Date();
  if (cancelledAt !== undefined || !window || isOpen(window, now)) return tickMs;
  return Math.max(tickMs, Math.min(5 * tickMs, nightOf(window, now).opensAt.getTime() - now.getTime()));
}
