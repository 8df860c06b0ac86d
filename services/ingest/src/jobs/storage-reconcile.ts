import { queuePriority, WetreadError } from '@wetread/contracts';
import { type JobQueues, withRedis } from '@wetread/queues';
import {
  hasLateFiles,
  rowOf,
  type SearchIndex,
  type StudyRecord,
  type StudyRef,
  type StudyView,
  viewStudy,
} from '@wetread/studies';
import type { Logger } from '@wetread/telemetry';
import { assembleId } from '../domain/assemble-id.ts';
import { indexInstances } from '../domain/index-instances.ts';
import { type ProceedParts, proceed } from '../domain/proceed.ts';

/**
 * Puts back what Redis lacks (I1). After a loss of everything each study is listed again and what was under way goes on;
 * otherwise only studies are looked at that are under way and that nothing has touched for a while: a process died
 * between storing and queueing, or a job used up its attempts.
 */
export interface ReconcileParts extends ProceedParts {
  readonly search: SearchIndex;
  readonly quietMs: number;
  /** Beyond the quiet time, in which nothing is meant to happen. */
  readonly stuckMs: number;
}

const stuckAtOnce = 500;
const heldPatience = 10;

export async function reconcileStorage(parts: ReconcileParts, logger: Logger): Promise<void> {
  await resumeStudies(parts, logger);
  const instances = await indexInstances(parts.store);
  if (instances > 0) logger.info({ instances }, 'noted where instances of an earlier version are');
}

async function resumeStudies(parts: ReconcileParts, logger: Logger): Promise<void> {
  const { index, quietMs, stuckMs } = parts;
  if (await withRedis('looking for the index', () => index.isFilled())) {
    const stuck = await withRedis('looking for stuck studies', () => index.stuck(quietMs + stuckMs, stuckAtOnce));
    for (const ref of stuck) await attend(parts, ref, 0, logger);
    await lookAfterHeld(parts, logger);
    if (stuck.length > 0) logger.info({ studies: stuck.length }, 'took up stuck studies');
    return;
  }
  let studies = 0;
  for await (const ref of parts.store.listStudies()) {
    // More of the study may still be on its way.
    await attend(parts, ref, quietMs, logger);
    studies++;
  }
  await withRedis('marking the index as filled', () => index.markFilled());
  logger.info({ studies }, 'rebuilt the index from storage');
}

/** A batch lets its studies go itself; this is for the day on which it cannot, and for late files of a study that waits. */
async function lookAfterHeld(parts: ReconcileParts, logger: Logger): Promise<void> {
  const idleMs = heldPatience * (parts.quietMs + parts.stuckMs);
  const stale = await withRedis('looking at studies that wait', () => parts.held.stale(idleMs, stuckAtOnce));
  for (const ref of stale) await attend(parts, ref, 0, logger);
}

/** One unreadable study must not keep the others from being taken up. */
async function attend(parts: ReconcileParts, ref: StudyRef, delayMs: number, logger: Logger): Promise<void> {
  try {
    await resume(parts, ref, delayMs);
  } catch (error) {
    if (!(error instanceof WetreadError) || error.code !== 'record_invalid') throw error;
    logger.error({ study: ref.study, err: error }, 'a study cannot be read');
  }
}

async function resume(parts: ReconcileParts, ref: StudyRef, delayMs: number): Promise<void> {
  const { store, index, search, held, queues } = parts;
  const view = await viewStudy(store, ref);
  if (!view) {
    return withRedis('forgetting a study', async () => {
      await index.clearPending(ref);
      await search.remove(ref);
      await held.remove(ref);
    });
  }
  // Also where the study has ended: it is pending until the outside has been told, and telling twice does no harm.
  await withRedis('listing a study', async () => {
    await index.markPending(ref);
    await index.put(rowOf(view));
    await search.put(view.study, seriesOf(view));
  });
  await (hasLateFiles(view) ? assemble(queues, view.study, delayMs) : proceed(parts, view));
}

const seriesOf = ({ instances }: StudyView): string[] => [...new Set(instances.flatMap(({ series }) => series ?? []))];

/** Under the id that new files use, so that a study which still grows is not cut in two. */
function assemble(queues: JobQueues, { tenant, study, priority }: StudyRecord, delayMs: number): Promise<void> {
  const debounce = { id: assembleId({ tenant, study }), quietMs: delayMs };
  return queues.add('study.assemble', { tenant, study }, { priority: queuePriority[priority], debounce });
}
