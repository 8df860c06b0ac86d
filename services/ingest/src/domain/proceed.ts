import { makeEvent, queuePriority } from '@wetread/contracts';
import type { JobQueues } from '@wetread/queues';
import {
  announce,
  answeredEvent,
  endEvent,
  MessageStore,
  type RevisionRecord,
  type StudyRef,
  type StudyStore,
  type StudyView,
} from '@wetread/studies';

/**
 * Whatever follows from what storage holds of a study without late files: its revision is announced and read, or its
 * end is announced; and every answer to a question about it. All of it may happen twice, for jobs and events have one id (I3).
 */
export async function proceed(store: StudyStore, queues: JobQueues, view: StudyView): Promise<void> {
  const { revision, status } = view;
  if (!revision) return;
  const ref = { tenant: view.study.tenant, study: view.study.study };
  if (status === 'queued' || status === 'refused') await announce(store, queues, receivedEvent(ref, revision));
  if (status === 'queued') {
    const payload = { ...ref, revision: revision.revision };
    await queues.add('study.summarize', payload, { priority: queuePriority[view.study.priority] });
  }
  const end = endEvent(view);
  if (end) await announce(store, queues, end);
  for (const message of await new MessageStore(store.storage).list(ref)) {
    await announce(store, queues, answeredEvent(message));
  }
}

function receivedEvent({ tenant, study }: StudyRef, { revision, images, refusals }: RevisionRecord) {
  return makeEvent(tenant, 'study.received', { study, revision, images: images.length, refusals: refusals.length });
}
