import { isStopCode, type ReadingPace } from '@wetread/batches';
import { type JobPayload, type Priority, toWetreadError, WetreadError } from '@wetread/contracts';
import type { JobContext, JobQueues } from '@wetread/queues';
import {
  announce,
  endEvent,
  type RevisionRecord,
  type StudyRef,
  type StudyStore,
  type StudyView,
  viewStudy,
} from '@wetread/studies';
import { mustBeThere, outageOf, outageWaitMs } from '../domain/outage.ts';
import { type Reader, read } from '../domain/reading.ts';
import { failureRecord, type Occasion, resultRecord } from '../domain/records.ts';
import type { StopWatch } from '../domain/stop-watch.ts';
import { postponed, readings } from '../metrics.ts';

/**
 * Reads one revision of a study: image tokens from the encoder, an answer from the decoder, a result in storage, an
 * event. It may run any number of times (I3): the first result of a revision and bundle stays, and the event has one id.
 */
export interface SummarizeDeps extends Reader {
  readonly store: StudyStore;
  readonly queues: JobQueues;
  readonly stops: StopWatch;
  readonly pace: ReadingPace;
  /** Longest wait of a study, in milliseconds, until it is seen whether an outage is over. */
  readonly outageWaitMs: number;
}

/** A study that kills its process is stalled, not failed, and would be started for ever. */
const MOST_CRASHES = 60;

export type Summarize = JobPayload<'study.summarize'>;

export async function summarizeStudy(deps: SummarizeDeps, payload: Summarize, job: JobContext): Promise<void> {
  try {
    await takeStudy(deps, payload, job);
  } catch (thrown) {
    const outage = outageOf(thrown);
    if (!outage) throw thrown;
    await putBack(deps, payload, job, outage);
  }
}

async function takeStudy(deps: SummarizeDeps, payload: Summarize, job: JobContext): Promise<void> {
  const occasion = { ...payload, addedAt: job.addedAt, startedAt: Date.now() };
  const view = await viewStudy(deps.store, payload);
  if (!view) return;
  const revision = unreadRevision(deps.bundle.digest, payload, view);
  // Also where an earlier run wrote the end and died before it told.
  if (!revision) return tellEnd(deps, view);
  await deps.stops.during(payload, async (signal) => {
    try {
      if (job.crashes > MOST_CRASHES) throw new WetreadError('internal', `Its process ended ${job.crashes} times`);
      if (job.attempt > 1) await mustBeThere(deps);
      await summarize(deps, occasion, view, revision, signal);
      await notePace(deps, occasion, job);
      job.logger.info({ study: payload.study, revision: payload.revision }, 'study summarized');
    } catch (thrown) {
      // Whoever ordered it has recorded and told that the study was not read.
      if (signal.aborted) return job.logger.info({ study: payload.study }, 'reading stopped by order');
      await judge(deps, occasion, job, view, toWetreadError(thrown));
    }
  });
}

/** Undefined where a later revision stands for this one, it was refused or stopped, or this bundle has brought it to an end. */
function unreadRevision(digest: string, payload: Summarize, view: StudyView): RevisionRecord | undefined {
  const { revision, result, failure } = view;
  if (revision?.revision !== payload.revision || revision.images.length === 0) return undefined;
  if (!result && isStopCode(failure?.code)) return undefined;
  return result?.bundle.digest === digest || failure?.bundle === digest ? undefined : revision;
}

async function summarize(
  deps: SummarizeDeps,
  occasion: Occasion,
  view: StudyView,
  revision: RevisionRecord,
  signal: AbortSignal,
): Promise<void> {
  const reading = await read(deps, occasion, revision, signal);
  // Deleted meanwhile: nothing of it may come back.
  if (!(await deps.store.hasStudy(occasion))) return;
  const result = resultRecord(deps.bundle, deps.decoder.describe().engine, occasion, reading);
  await deps.store.putResult(result);
  readings.inc({ outcome: 'summarized' });
  await tellEnd(deps, { ...view, result });
}

/** It only sizes pools: the study is read, whatever becomes of it. */
async function notePace({ pace }: SummarizeDeps, { startedAt }: Occasion, job: JobContext): Promise<void> {
  const seconds = (Date.now() - startedAt) / 1_000;
  await pace.note(seconds).catch((err) => job.logger.warn({ err }, 'could not note how long a reading took'));
}

async function tellEnd({ store, queues }: SummarizeDeps, view: StudyView): Promise<void> {
  const event = endEvent(view);
  if (event) await announce(store, queues, event);
}

const HAND_BACK_MS = 100;

/** A failure is the study's own only where another attempt cannot help, or none is left (I8). */
async function judge(
  deps: SummarizeDeps,
  occasion: Occasion,
  job: JobContext,
  view: StudyView,
  error: WetreadError,
): Promise<never> {
  // This process ends; another takes the study.
  if (error.code === 'draining') return job.postpone(HAND_BACK_MS);
  const outage = outageOf(error);
  if (outage) return putBack(deps, occasion, job, outage, view.revision?.priority);
  if (!error.retryable || job.last) await fail(deps, occasion, view, error);
  throw error;
}

/** @param priority of the study, where storage could say it */
function putBack(
  { outageWaitMs: longestMs }: SummarizeDeps,
  { study }: StudyRef,
  { attempt, logger, postpone }: JobContext,
  outage: WetreadError,
  priority?: Priority,
): Promise<never> {
  const { code } = outage;
  postponed.inc({ code });
  logger.warn({ study, code, attempt }, 'a study waits for an outage to end');
  return postpone(outageWaitMs({ attempt, priority, longestMs }, outage));
}

async function fail(deps: SummarizeDeps, occasion: Occasion, view: StudyView, error: WetreadError): Promise<void> {
  if (!(await deps.store.hasStudy(occasion))) return;
  const failure = failureRecord(deps.bundle, occasion, error);
  await deps.store.putFailure(failure);
  readings.inc({ outcome: 'failed' });
  await tellEnd(deps, { ...view, failure });
}
