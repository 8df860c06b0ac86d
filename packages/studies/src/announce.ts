import type { StoredEvent } from '@wetread/contracts';
import type { JobQueues } from '@wetread/queues';
import type { StudyStore } from './study-store.ts';

/**
 * Stores an event and queues its publication. Storing comes first: where the process dies in between, the study is still
 * pending, and telling again gives the same event (I3).
 */
export async function announce(store: StudyStore, queues: JobQueues, event: StoredEvent): Promise<void> {
  const stored = await store.putEvent(event);
  await queues.add('event.publish', { tenant: stored.tenant, event: stored.id });
}
