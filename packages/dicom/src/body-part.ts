import type { DicomHeader } from './header.ts';
import { wordsOf } from './view.ts';

export interface BodyPart {
  readonly part: 'chest' | 'other' | 'unknown';
  /** The attribute that told. */
  readonly by?: string;
}

const chestWords = new Set(['CHEST', 'THORAX', 'LUNG', 'LUNGS', 'CXR']);
/** Thorax, thoracic cavity, lung: SNOMED CT, then SNOMED RT. */
const chestCodes = new Set(['51185008', '43799004', '39607008', 'T-D3000', 'T-D3050', 'T-28000']);
/** In free text, only what is known to be another part counts; most words there name no part at all. */
const otherWords = new Set(
  (
    'ABDOMEN ABDOMINAL KUB PELVIS HIP HIPS SPINE CSPINE TSPINE LSPINE LUMBAR CERVICAL SKULL SINUSES FACE MANDIBLE ' +
    'SHOULDER CLAVICLE SCAPULA HUMERUS ARM FOREARM ELBOW WRIST HAND FINGER THUMB FEMUR LEG KNEE KNEES PATELLA TIBIA ' +
    'FIBULA ANKLE FOOT FEET TOE HEEL CALCANEUS EXTREMITY BREAST TEETH JAW'
  ).split(' '),
);
/**
 * The part of the body, by the first of these that tells: Body Part Examined, the Anatomic Region Sequence, and then,
 * where neither says anything or only UNKNOWN, the words of Protocol Name, Series Description and Study Description. So
 * where two disagree, the earlier one holds. A text that names the chest among other parts is the chest.
 */
export function bodyPartOf(header: DicomHeader): BodyPart {
  const said = stated(header.bodyPart);
  if (said !== 'unknown') return { part: said, by: 'Body Part Examined' };
  const coded = codedRegion(header.anatomicRegion);
  if (coded !== 'unknown') return { part: coded, by: 'Anatomic Region Sequence' };
  const texts = [
    ['Protocol Name', header.protocolName],
    ['Series Description', header.seriesDescription],
    ['Study Description', header.studyDescription],
  ] as const;
  for (const [by, text] of texts) {
    const part = described(text);
    if (part !== 'unknown') return { part, by };
  }
  return { part: 'unknown' };
}

/** Any word other than UNKNOWN names a part. */
function stated(bodyPart: string): BodyPart['part'] {
  const words = wordsOf(bodyPart).filter((word) => word !== 'UNKNOWN');
  if (words.length === 0) return 'unknown';
  return namesChest(words) ? 'chest' : 'other';
}

function codedRegion(region: DicomHeader['anatomicRegion']): BodyPart['part'] {
  if (!region || (region.value === '' && region.meaning === '')) return 'unknown';
  return chestCodes.has(region.value) || namesChest(wordsOf(region.meaning)) ? 'chest' : 'other';
}

function described(text: string): BodyPart['part'] {
  const words = wordsOf(text);
  if (namesChest(words)) return 'chest';
  return words.some((word) => otherWords.has(word)) ? 'other' : 'unknown';
}

const namesChest = (words: readonly string[]): boolean => words.some((word) => chestWords.has(word));
