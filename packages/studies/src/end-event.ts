import { makeEvent, type StoredEvent } from '@wetread/contracts';
import type { StudyView } from './study-view.ts';

/**
 * What the outside is told of the end of the latest revision; undefined where it has not ended. Whoever makes it, after
 * whatever crash, makes the same id (I3): study and revision, and for a summary the result, since another bundle may
 * read the same revision again.
 */
export function endEvent(view: StudyView): StoredEvent | undefined {
  const { revision, result, failure } = view;
  if (!revision) return undefined;
  const about = { study: view.study.study, revision: revision.revision };
  const { tenant } = view.study;
  if (result) {
    const data = { ...about, bundle: result.bundle.digest, result: result.id, preliminary: true as const };
    return makeEvent(tenant, 'study.summarized', data, { cause: result.id });
  }
  if (failure) {
    const data = { ...about, code: failure.code, message: failure.message };
    // One that no bundle made was an order to stop; the study may be read again, and be stopped again.
    return makeEvent(tenant, 'study.failed', data, failure.bundle === undefined ? { cause: failure.createdAt } : {});
  }
  if (revision.images.length > 0) return undefined;
  const refusals = revision.refusals.map(({ instance, code, sentence }) => ({
    ...(instance !== undefined && { instance }),
    code,
    sentence,
  }));
  return makeEvent(tenant, 'study.refused', { ...about, refusals });
}
