import { RefusalError } from '@wetread/contracts';
import type { DicomHeader } from './header.ts';
import type { SniffedImage } from './sniff.ts';
import { jpegBaseline, radiographyClasses, secondaryCaptureClasses, supportedSyntaxes } from './uids.ts';
import { wordsOf } from './view.ts';

export interface ImageLimits {
  /** Rows times columns. */
  readonly maxPixels: number;
  /** The shorter side, in pixels. */
  readonly minSide: number;
}

export const defaultLimits: ImageLimits = { maxPixels: 100_000_000, minSide: 64 };

const radiographModalities = new Set(['CR', 'DX', 'RG']);
const chestWords = new Set(['CHEST', 'THORAX', 'LUNG', 'LUNGS']);
/** Thorax, thoracic cavity, lung: SNOMED CT, then SNOMED RT. */
const chestCodes = new Set(['51185008', '43799004', '39607008', 'T-D3000', 'T-D3050', 'T-28000']);

/**
 * Decides on an instance by its header alone, before anything is decoded; throws RefusalError with the first reason.
 *
 * - **SOP class**: computed radiography, digital X-ray for presentation or processing, secondary capture.
 * - **Modality**: CR, DX or RG; OT (other) from secondary capture too; empty where the class says radiograph itself.
 * - **Body part**: Body Part Examined, else the Anatomic Region, must name the chest, thorax or lungs. Where neither is
 *   given, or says UNKNOWN, the instance is taken: many senders leave it out.
 * - **Pixels**: see `admitPixels`.
 */
export function admit(header: DicomHeader, limits: ImageLimits = defaultLimits): void {
  const secondaryCapture = secondaryCaptureClasses.has(header.sopClassUid);
  if (!secondaryCapture && !radiographyClasses.has(header.sopClassUid)) throw new RefusalError('sop_class_unsupported');
  if (!isRadiograph(header.modality, secondaryCapture)) throw new RefusalError('modality_unsupported');
  if (isChest(header) === false) throw new RefusalError('not_chest');
  admitPixels(header, limits);
}

/**
 * Whether the pixels can be rendered: native little endian or baseline JPEG; one frame; MONOCHROME1 or MONOCHROME2, or
 * 8-bit RGB or YBR as secondary capture writes; within the limits; and as many bytes as rows and columns ask for.
 */
export function admitPixels(header: DicomHeader, limits: ImageLimits = defaultLimits): void {
  if (!supportedSyntaxes.has(header.transferSyntaxUid)) throw new RefusalError('transfer_syntax_unsupported');
  if (!header.pixelData) throw new RefusalError('pixel_data_missing');
  if (header.numberOfFrames > 1) throw new RefusalError('multi_frame', `It has ${header.numberOfFrames}.`);
  admitPhotometric(header);
  admitSize(header.columns, header.rows, limits);
  admitBits(header);
  admitLength(header, header.pixelData);
}

/** The same limits for an uploaded PNG or JPEG, whose format says nothing of modality or body part. */
export function admitImage(image: SniffedImage, limits: ImageLimits = defaultLimits): void {
  admitSize(image.width, image.height, limits);
}

function isRadiograph(modality: string, secondaryCapture: boolean): boolean {
  return radiographModalities.has(modality) || modality === (secondaryCapture ? 'OT' : '');
}

/** Undefined where nothing is said. */
function isChest({ bodyPart, anatomicRegion }: DicomHeader): boolean | undefined {
  const words = wordsOf(bodyPart).filter((word) => word !== 'UNKNOWN');
  if (words.length > 0) return words.some((word) => chestWords.has(word));
  if (!anatomicRegion || (anatomicRegion.value === '' && anatomicRegion.meaning === '')) return undefined;
  return chestCodes.has(anatomicRegion.value) || wordsOf(anatomicRegion.meaning).some((word) => chestWords.has(word));
}

function admitPhotometric({ photometric, samplesPerPixel, transferSyntaxUid, bitsAllocated }: DicomHeader): void {
  const grey = photometric === 'MONOCHROME1' || photometric === 'MONOCHROME2';
  const colour = photometric === 'RGB' || photometric === 'YBR_FULL';
  const subsampled = photometric === 'YBR_FULL_422' && transferSyntaxUid === jpegBaseline;
  const known = grey ? samplesPerPixel === 1 : (colour || subsampled) && samplesPerPixel === 3 && bitsAllocated === 8;
  if (!known) throw new RefusalError('photometric_unsupported');
}

function admitSize(width: number, height: number, { maxPixels, minSide }: ImageLimits): void {
  if (width * height > maxPixels) {
    throw new RefusalError('image_too_large', `It has ${width} × ${height}; at most ${maxPixels} are allowed.`);
  }
  if (Math.min(width, height) < minSide) {
    throw new RefusalError('image_too_small', `It has ${width} × ${height} pixels; each side needs ${minSide}.`);
  }
}

function admitBits({ bitsAllocated, bitsStored, highBit }: DicomHeader): void {
  const whole = bitsAllocated === 8 || bitsAllocated === 16;
  if (!whole || bitsStored < 1 || bitsStored > bitsAllocated || highBit < bitsStored - 1 || highBit >= bitsAllocated) {
    throw new RefusalError(
      'pixel_data_invalid',
      `Bits allocated ${bitsAllocated}, stored ${bitsStored}, high bit ${highBit}.`,
    );
  }
}

function admitLength(header: DicomHeader, pixelData: NonNullable<DicomHeader['pixelData']>): void {
  if ((header.transferSyntaxUid === jpegBaseline) !== pixelData.encapsulated) {
    throw new RefusalError('pixel_data_invalid', 'Transfer syntax and pixel data disagree on compression.');
  }
  if (pixelData.encapsulated) {
    if (pixelData.fragments.length === 0) throw new RefusalError('pixel_data_missing');
    return;
  }
  const needed = frameBytes(header);
  if (pixelData.length < needed) {
    throw new RefusalError('pixel_data_invalid', `${needed} bytes are needed, ${pixelData.length} are there.`);
  }
}

/** Bytes of one native frame. */
export function frameBytes({ rows, columns, samplesPerPixel, bitsAllocated }: DicomHeader): number {
  return rows * columns * samplesPerPixel * (bitsAllocated / 8);
}
