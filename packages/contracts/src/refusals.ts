/**
 * Why an instance or a study was refused (I8). Each reason has a code for machines, a sentence for people, and the
 * DICOM failure reason (0008,1197) that a STOW-RS answer carries.
 */

export interface RefusalTraits {
  readonly sentence: string;
  /** DICOM failure reason, PS3.18 table 10.5 and PS3.4 annex B. */
  readonly dicomFailure: number;
}

const PROCESSING_FAILURE = 0x0110;
const SOP_CLASS_NOT_SUPPORTED = 0x0122;
const OUT_OF_RESOURCES = 0xa700;
const DATASET_MISMATCH = 0xa900;
const CANNOT_UNDERSTAND = 0xc000;

const refusal = (dicomFailure: number, sentence: string): RefusalTraits => ({ dicomFailure, sentence });

export const refusalTable = {
  empty_file: refusal(CANNOT_UNDERSTAND, 'The file has no bytes.'),
  not_dicom: refusal(CANNOT_UNDERSTAND, 'The file is not DICOM Part 10, PNG or JPEG.'),
  truncated: refusal(CANNOT_UNDERSTAND, 'The file ends before its data does.'),
  damaged: refusal(CANNOT_UNDERSTAND, 'The file cannot be parsed.'),
  file_too_large: refusal(OUT_OF_RESOURCES, 'The file is larger than this installation allows.'),
  image_too_large: refusal(DATASET_MISMATCH, 'The image has more pixels than this installation allows.'),
  image_too_small: refusal(DATASET_MISMATCH, 'The image is too small to be a radiograph.'),
  missing_identifier: refusal(DATASET_MISMATCH, 'A study, series or SOP instance UID is missing or not valid.'),
  study_uid_mismatch: refusal(DATASET_MISMATCH, 'The instance belongs to another study than the request names.'),
  instance_conflict: refusal(DATASET_MISMATCH, 'Another instance with this UID and other content is stored already.'),
  sop_class_unsupported: refusal(SOP_CLASS_NOT_SUPPORTED, 'The SOP class is not an image of projection radiography.'),
  modality_unsupported: refusal(DATASET_MISMATCH, 'The modality is not projection radiography.'),
  not_chest: refusal(DATASET_MISMATCH, 'The body part examined is not the chest.'),
  burned_in_annotation: refusal(DATASET_MISMATCH, 'Text is burned into the pixels, which this installation refuses.'),
  age_out_of_range: refusal(DATASET_MISMATCH, 'The patient is younger or older than this installation allows.'),
  age_unknown: refusal(DATASET_MISMATCH, 'This installation has limits of age, and the age is not stated.'),
  not_frontal: refusal(DATASET_MISMATCH, 'The view is not frontal; the image is kept and not read.'),
  transfer_syntax_unsupported: refusal(SOP_CLASS_NOT_SUPPORTED, 'The transfer syntax is not supported.'),
  photometric_unsupported: refusal(DATASET_MISMATCH, 'The photometric interpretation is not supported.'),
  bits_unsupported: refusal(DATASET_MISMATCH, 'Only samples of 8 or 16 allocated bits are supported.'),
  multi_frame: refusal(DATASET_MISMATCH, 'The image has more than one frame.'),
  pixel_data_missing: refusal(DATASET_MISMATCH, 'The instance has no pixel data.'),
  pixel_data_invalid: refusal(PROCESSING_FAILURE, 'The pixel data cannot be decoded.'),
  blank_image: refusal(DATASET_MISMATCH, 'The image is blank.'),
  saturated_image: refusal(DATASET_MISMATCH, 'The image shows nearly nothing but black and white.'),
  duplicate_image: refusal(
    DATASET_MISMATCH,
    'The study holds the same pixels already; this copy is kept and not read.',
  ),
} as const satisfies Record<string, RefusalTraits>;

export type RefusalCode = keyof typeof refusalTable;
export const refusalCodes = Object.keys(refusalTable) as [RefusalCode, ...RefusalCode[]];

/** Thrown where one instance cannot be taken; the rest of its request goes on. */
export class RefusalError extends Error {
  readonly code: RefusalCode;

  /** `detail` adds numbers and tags to the sentence; never patient data. */
  constructor(code: RefusalCode, detail?: string, cause?: unknown) {
    const { sentence } = refusalTable[code];
    super(detail ? `${sentence} ${detail}` : sentence, cause === undefined ? undefined : { cause });
    this.name = 'RefusalError';
    this.code = code;
  }
}
