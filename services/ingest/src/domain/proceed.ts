import type { HeldStudies, Joining } from '@wetread/batches';
import { makeEvent, queuePriority } from '@wetread/contracts';
import { type JobQueues, withRedis } from '@wetread/queues';
import {
  announce,
  answeredEvent,
  endEvent,
  MessageStore,
  type RevisionRecord,
  type StudyIndex,
  type StudyRef,
  type StudyStore,
  type StudyView,
} from '@wetread/studies';

export interface ProceedParts {
  readonly store: StudyStore;
  readonly index: StudyIndex;
  readonly queues: JobQueues;
  readonly joining: Joining;
  readonly held: HeldStudies;
}

/**
 * Whatever follows from what storage holds of a study without late files: its revision is announced and read, or its
 * end is announced; and every answer to a question about it. All of it may happen twice, for jobs and events have one id (I3).
 */
export async function proceed(parts: ProceedParts, view: StudyView): Promise<void> {
  const { store, queues } = parts;
  const { revision, status } = view;
  if (!revision) return;
  const ref = { tenant: view.study.tenant, study: view.study.study };
  if (status === 'queued' || status === 'refused') await announce(store, queues, receivedEvent(ref, revision));
  if (status === 'queued' && !(await hold(parts, view))) await read(parts, view, revision);
  const end = endEvent(view);
  if (end) await announce(store, queues, end);
  for (const message of await new MessageStore(store.storage).list(ref)) {
    await announce(store, queues, answeredEvent(message));
  }
}

/** A study that waits for the window of a batch is no work that is under way; the batch puts it on when its time comes. */
async function hold({ joining, held, index }: ProceedParts, { study }: StudyView): Promise<boolean> {
  const waits = await joining.mustWait(study);
  await withRedis('noting whether a study waits', async () => {
    if (!waits) return held.remove(study);
    await held.add(study);
    await index.clearPending(study);
  });
  return waits;
}

function read({ queues }: ProceedParts, { study }: StudyView, { revision }: RevisionRecord): Promise<void> {
  const payload = { tenant: study.tenant, study: study.study, revision };
  return queues.add('study.summarize', payload, { priority: queuePriority[study.priority] });
}

function receivedEvent({ tenant, study }: StudyRef, { revision, images, refusals }: RevisionRecord) {
  return makeEvent(tenant, 'study.received', { study, revision, images: images.length, refusals: refusals.length });
}
