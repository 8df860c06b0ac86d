import { queuePriority, WetreadError } from '@wetread/contracts';
import type { StudyRef } from '@wetread/studies';
import { assembleId } from './assemble-id.ts';
import type { IntakeParts } from './intake.ts';

/**
 * The sender says that nothing more of the study comes: its quiet time ends now. Said again, or of a study that is read
 * already, it changes nothing; an instance that comes all the same makes the next revision.
 *
 * @throws WetreadError not_found, storage_unavailable, queue_unavailable
 */
export async function completeStudy({ store, queues }: Pick<IntakeParts, 'store' | 'queues'>, ref: StudyRef) {
  const study = await store.findStudy(ref);
  if (!study) throw new WetreadError('not_found', 'There is no such study.');
  await queues.add('study.assemble', ref, {
    priority: queuePriority[study.priority],
    debounce: { id: assembleId(ref), quietMs: 0 },
  });
}
