import { RefusalError } from '@wetread/contracts';
import { admitPixels, defaultLimits, type ImageLimits } from './admit-pixels.ts';
import { ageInYears } from './age.ts';
import { bodyPartOf } from './body-part.ts';
import type { DicomHeader } from './header.ts';
import { fluoroscopyClasses, radiographyClasses, secondaryCaptureClasses } from './uids.ts';

/** What an installation takes. */
export interface AdmissionRules extends ImageLimits {
  /** Of the patient at the study, whole years; without either, age is not looked at. */
  readonly minAgeYears?: number;
  readonly maxAgeYears?: number;
  /** What becomes of an image whose header says that text is burned into its pixels; taken unless told. */
  readonly burnedInAnnotation?: 'accept' | 'refuse';
}

export const defaultRules: AdmissionRules = defaultLimits;

const radiographModalities = new Set(['CR', 'DX', 'RG']);
const fluoroscopyModalities = new Set(['XA', 'RF']);

/**
 * Decides on an instance by its header alone, before anything is decoded; throws RefusalError with the first reason.
 *
 * - **SOP class**: computed radiography, digital X-ray for presentation or processing, secondary capture.
 * - **Modality**: CR, DX or RG; OT (other) from secondary capture too; empty where the class says radiograph itself.
 * - **Body part**: must not be another than the chest, see `bodyPartOf`. Where nothing tells, the instance is taken.
 * - **Burned-in annotation**: YES is refused where the rules say so.
 * - **Age**: within the rules' limits, see `ageInYears`; where there are limits and no age is told, refused.
 * - **Pixels**: see `admitPixels`.
 */
export function admit(header: DicomHeader, rules: AdmissionRules = defaultRules): void {
  admitClass(header);
  const bodyPart = bodyPartOf(header);
  if (bodyPart.part === 'other') throw new RefusalError('not_chest', `By ${bodyPart.by}.`);
  if (header.burnedInAnnotation === 'YES' && rules.burnedInAnnotation === 'refuse') {
    throw new RefusalError('burned_in_annotation');
  }
  admitAge(header, rules);
  admitPixels(header, rules);
}

function admitClass({ sopClassUid, modality }: DicomHeader): void {
  if (fluoroscopyClasses.has(sopClassUid)) {
    throw new RefusalError('sop_class_unsupported', 'It is angiography or fluoroscopy (XA, RF).');
  }
  const secondaryCapture = secondaryCaptureClasses.has(sopClassUid);
  if (!secondaryCapture && !radiographyClasses.has(sopClassUid)) throw new RefusalError('sop_class_unsupported');
  if (radiographModalities.has(modality) || modality === (secondaryCapture ? 'OT' : '')) return;
  const fluoroscopy = fluoroscopyModalities.has(modality);
  throw new RefusalError(
    'modality_unsupported',
    fluoroscopy ? 'It is angiography or fluoroscopy (XA, RF).' : undefined,
  );
}

function admitAge(header: DicomHeader, { minAgeYears, maxAgeYears }: AdmissionRules): void {
  if (minAgeYears === undefined && maxAgeYears === undefined) return;
  const age = ageInYears(header);
  if (age === undefined) throw new RefusalError('age_unknown');
  // Whole years, as people count them: who is 17 and eleven months is 17. The age itself stays out of the sentence.
  const years = Math.floor(age);
  if (years < (minAgeYears ?? 0) || years > (maxAgeYears ?? Infinity)) throw new RefusalError('age_out_of_range');
}
