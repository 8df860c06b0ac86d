import { RefusalError } from '@wetread/contracts';
import type { DicomHeader } from './header.ts';
import type { SniffedImage } from './sniff.ts';
import { type Compression, compressions, supportedSyntaxes } from './uids.ts';

export interface ImageLimits {
  /** Rows times columns. */
  readonly maxPixels: number;
  /** The shorter side, in pixels. */
  readonly minSide: number;
}

export const defaultLimits: ImageLimits = { maxPixels: 100_000_000, minSide: 64 };

/**
 * Whether the pixels can be rendered, by the header alone: a transfer syntax that is read; one frame; MONOCHROME1,
 * MONOCHROME2 or PALETTE COLOR of up to 16 bits, or 8-bit RGB or YBR as secondary capture writes; within the limits; and
 * as many bytes as rows and columns ask for. Throws RefusalError with the first reason.
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

const grey = new Set(['MONOCHROME1', 'MONOCHROME2', 'PALETTE COLOR']);

/** How colour may come: natively, or as its compression transforms it. */
const colours: Readonly<Record<Compression | 'native', readonly string[]>> = {
  native: ['RGB', 'YBR_FULL'],
  rle: ['RGB', 'YBR_FULL'],
  jpeg: ['RGB', 'YBR_FULL', 'YBR_FULL_422'],
  'jpeg-ls': ['RGB', 'YBR_FULL'],
  'jpeg-2000': ['RGB', 'YBR_RCT', 'YBR_ICT'],
  htj2k: ['RGB', 'YBR_RCT', 'YBR_ICT'],
};

function admitPhotometric(header: DicomHeader): void {
  const { photometric, samplesPerPixel, transferSyntaxUid, bitsAllocated } = header;
  const colour = colours[compressions.get(transferSyntaxUid) ?? 'native'].includes(photometric);
  const known = grey.has(photometric) ? samplesPerPixel === 1 : colour && samplesPerPixel === 3 && bitsAllocated === 8;
  if (!known) throw new RefusalError('photometric_unsupported');
  if (photometric === 'PALETTE COLOR' && !header.palette) {
    throw new RefusalError('photometric_unsupported', 'Its palette is missing or segmented.');
  }
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
  const said = `Bits allocated ${bitsAllocated}, stored ${bitsStored}, high bit ${highBit}.`;
  if (bitsAllocated !== 8 && bitsAllocated !== 16) throw new RefusalError('bits_unsupported', said);
  if (bitsStored < 1 || bitsStored > bitsAllocated || highBit < bitsStored - 1 || highBit >= bitsAllocated) {
    throw new RefusalError('pixel_data_invalid', said);
  }
}

function admitLength(header: DicomHeader, pixelData: NonNullable<DicomHeader['pixelData']>): void {
  if (compressions.has(header.transferSyntaxUid) !== pixelData.encapsulated) {
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
