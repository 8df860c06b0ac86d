import { RefusalError } from '@wetread/contracts';
import type { InstanceRecord } from '@wetread/studies';

export interface Choice {
  /** The best one first. */
  readonly read: InstanceRecord[];
  /** Kept and not read, each with its reason (I8). */
  readonly notRead: { readonly instance: InstanceRecord; readonly refusal: RefusalError }[];
}

/**
 * Which of a study's usable images are read. Those known to be frontal are; where none is, those whose view nobody
 * states are taken for frontal. The order depends on the images alone, not on the order in which they came, so that the
 * same study gives the same text.
 */
export function chooseImages(instances: readonly InstanceRecord[]): Choice {
  const ordered = [...instances].sort(byFitness);
  const frontal = ordered.filter(({ view }) => view === 'frontal');
  const read = frontal.length > 0 ? frontal : ordered.filter(({ view }) => view === 'unknown');
  const notRead = ordered.filter((instance) => !read.includes(instance));
  return { read, notRead: notRead.map((instance) => ({ instance, refusal: reasonFor(instance) })) };
}

function reasonFor({ view }: InstanceRecord): RefusalError {
  const unstated = 'Its view is not stated, and the study has a frontal image.';
  return new RefusalError('not_frontal', view === 'unknown' ? unstated : undefined);
}

/** Postero-anterior shows the heart truer than antero-posterior; then more pixels; then by UID, to be definite. */
function byFitness(a: InstanceRecord, b: InstanceRecord): number {
  const pa = (instance: InstanceRecord) => Number(instance.viewPosition?.toUpperCase() === 'PA');
  return pa(b) - pa(a) || b.width * b.height - a.width * a.height || (a.sop < b.sop ? -1 : 1);
}
