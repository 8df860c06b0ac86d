import {
  type BatchRef,
  batchKeys,
  type HeldStudies,
  hold,
  isStopCode,
  type StopCode,
  type StopOrders,
} from '@wetread/batches';
import { type Priority, queuePriority } from '@wetread/contracts';
import { type JobQueues, withRedis } from '@wetread/queues';
import {
  announce,
  endEvent,
  type FailureRecord,
  keys,
  type RevisionRecord,
  type StudyIndex,
  type StudyRef,
  type StudyStore,
  viewStudy,
} from '@wetread/studies';
import type { EndedStudies } from './ended-studies.ts';
import type { Settled } from './segments.ts';

/** What a batch does with one study: look how far it is, hold it back, let it be read, stop that. */

export interface StudyWorkParts {
  readonly studies: StudyStore;
  readonly index: StudyIndex;
  readonly queues: JobQueues;
  readonly held: HeldStudies;
  readonly stops: StopOrders;
  readonly ended: EndedStudies;
}

/** Whose look it is: results of the current bundle count, and what came since the batch was made. */
export interface Since {
  readonly at: string;
  readonly bundle: string | undefined;
}

export type Finding =
  | { readonly settled: Settled }
  | { readonly settled: null; readonly priority: Priority; readonly revision?: number; readonly stale?: boolean };

export class StudyWork {
  readonly #parts: StudyWorkParts;

  constructor(parts: StudyWorkParts) {
    this.#parts = parts;
  }

  async look(ref: StudyRef, since: Since): Promise<Finding> {
    const { studies } = this.#parts;
    const study = await studies.findStudy(ref);
    if (!study) return { settled: { code: 'unknown_study', message: 'This tenant has no such study.' } };
    const { priority } = study;
    const revision = await studies.findLatestRevision(ref);
    if (!revision) return { settled: null, priority };
    if (revision.images.length === 0) return { settled: refused(revision) };
    const read = await this.#readBy(ref, revision.revision, since);
    if (read !== undefined) return { settled: { revision: revision.revision, bundle: read } };
    const failure = await studies.findFailure(ref, revision.revision);
    if (failure && counts(failure, since)) return { settled: failed(failure) };
    return { settled: null, priority, revision: revision.revision, stale: failure !== undefined };
  }

  /** The study is not read before the batch's window opens, unless another batch wants it sooner. */
  async hold(ref: StudyRef, batch: BatchRef, revision: number | undefined): Promise<void> {
    const { studies, held, index, queues } = this.#parts;
    await hold(studies.storage, ref, batch.batch);
    if (revision === undefined) return;
    await queues.remove('study.summarize', { ...ref, revision });
    await withRedis('noting that a study waits', async () => {
      await held.add(ref);
      await index.clearPending(ref);
    });
  }

  /** Lets the study be read; again, where an earlier failure does not stand for this batch. May run any number of times. */
  async release(ref: StudyRef, batch: BatchRef, segment: number, finding: Finding & { settled: null }): Promise<void> {
    const { studies, held, index, queues, ended } = this.#parts;
    const { revision, stale, priority } = finding;
    if (revision !== undefined && stale) await studies.storage.delete(keys.failureKey(ref, revision));
    await studies.storage.delete(batchKeys.holdKey(ref, batch.batch));
    await withRedis('watching for the end of a study', () => ended.watch(ref, batch, segment));
    // Without a revision it is still coming in, and is read once it is complete.
    if (revision === undefined) return;
    await withRedis('noting that a study is under way', async () => {
      await held.remove(ref);
      await index.markPending(ref);
    });
    await queues.add('study.summarize', { ...ref, revision }, { priority: queuePriority[priority] });
  }

  /**
   * Ends a reading that has no result. The record comes first: whoever takes the job up again finds it, and what is
   * under way is told.
   */
  async stop(ref: StudyRef, batch: BatchRef, revision: number | undefined, code: StopCode): Promise<void> {
    const { studies, held, queues, stops } = this.#parts;
    await studies.storage.delete(batchKeys.holdKey(ref, batch.batch));
    if (revision === undefined) return;
    await studies.putFailure({ ...ref, revision, createdAt: new Date().toISOString(), ...stopped(code) });
    await queues.remove('study.summarize', { ...ref, revision });
    await withRedis('stopping a reading', async () => {
      await stops.give({ ...ref, revision });
      await held.remove(ref);
    });
    const view = await viewStudy(studies, ref);
    const event = view && endEvent(view);
    if (event) await announce(studies, queues, event);
  }

  isHeldBy(ref: StudyRef, batch: BatchRef): Promise<boolean> {
    return this.#parts.studies.storage.has(batchKeys.holdKey(ref, batch.batch));
  }

  /** Digest of the bundle. */
  async #readBy(ref: StudyRef, revision: number, { at, bundle }: Since): Promise<string | undefined> {
    const { studies } = this.#parts;
    if (bundle !== undefined && (await studies.findResult(ref, revision, bundle))) return bundle;
    const result = await studies.findResultOf(ref, revision);
    const counts = result && (bundle === undefined || result.createdAt >= at);
    return counts ? result.bundle.digest : undefined;
  }
}

const stoppedMessages: Record<StopCode, string> = {
  batch_cancelled: 'The batch was cancelled before this study was read.',
  batch_expired: 'The batch ran out of time before this study was read.',
};
export const stopped = (code: StopCode) => ({ code, message: stoppedMessages[code] });

/** An order to stop was another batch's; an earlier failure stands as long as the bundle is the same. */
const counts = ({ code, bundle, createdAt }: FailureRecord, since: Since): boolean =>
  !isStopCode(code) && (createdAt >= since.at || bundle === since.bundle);

const failed = ({ code, message }: FailureRecord) => ({ code: `failed:${code}`, message });

function refused({ refusals }: RevisionRecord) {
  const [first] = refusals;
  return { code: `refused:${first?.code ?? 'unknown'}`, message: first?.sentence ?? 'The study has no usable image.' };
}
