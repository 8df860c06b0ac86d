import { RefusalError } from '@wetread/contracts';
import { digitalXRayForProcessing } from '@wetread/dicom';
import type { InstanceRecord } from '@wetread/studies';

export interface Choice {
  /** The best one first. */
  readonly read: InstanceRecord[];
  /** Kept and not read, each with its reason (I8). */
  readonly notRead: { readonly instance: InstanceRecord; readonly refusal: RefusalError }[];
}

/**
 * Which of a study's usable images are read. Of images with the same pixels the best is; of these, those known to be
 * frontal or, where none is, those whose view nobody states. The order depends on the images alone, not on the order in
 * which they came, so that the same study gives the same text.
 *
 * @param pixelHashes by SOP Instance UID
 */
export function chooseImages(
  instances: readonly InstanceRecord[],
  pixelHashes: ReadonlyMap<string, string> = new Map(),
): Choice {
  const ordered = [...instances].sort(byFitness);
  const first = new Map(ordered.toReversed().map(({ sop }) => [pixelHashes.get(sop) ?? sop, sop]));
  const isFirst = ({ sop }: InstanceRecord): boolean => first.get(pixelHashes.get(sop) ?? sop) === sop;
  const single = ordered.filter(isFirst);
  const frontal = single.filter(({ view }) => view === 'frontal');
  const read = frontal.length > 0 ? frontal : single.filter(({ view }) => view === 'unknown');
  const notRead = ordered.filter((instance) => !read.includes(instance));
  const reasonFor = (instance: InstanceRecord): RefusalError =>
    isFirst(instance) || instance.view === 'lateral' ? viewReason(instance) : new RefusalError('duplicate_image');
  return { read, notRead: notRead.map((instance) => ({ instance, refusal: reasonFor(instance) })) };
}

function viewReason({ view }: InstanceRecord): RefusalError {
  const unstated = 'Its view is not stated, and the study has a frontal image.';
  return new RefusalError('not_frontal', view === 'unknown' ? unstated : undefined);
}

const ranks: Readonly<Record<InstanceRecord['view'], number>> = { frontal: 2, unknown: 1, lateral: 0 };

/**
 * A stated frontal view first, so that of two copies the one that says so is kept. Then what is meant to be looked at
 * before what still waits for processing; postero-anterior, which shows the heart truer than antero-posterior; more
 * pixels; and by UID, to be definite.
 */
function byFitness(a: InstanceRecord, b: InstanceRecord): number {
  const shown = ({ sopClass }: InstanceRecord) => Number(sopClass !== digitalXRayForProcessing);
  const pa = (instance: InstanceRecord) => Number(instance.viewPosition?.toUpperCase() === 'PA');
  return (
    ranks[b.view] - ranks[a.view] ||
    shown(b) - shown(a) ||
    pa(b) - pa(a) ||
    b.width * b.height - a.width * a.height ||
    (a.sop < b.sop ? -1 : 1)
  );
}
