import { RefusalError } from '@wetread/contracts';
import { admitPixels, frameBytes, type ImageLimits } from './admit-pixels.ts';
import { type ByteSource, withSource } from './byte-source.ts';
import type { ByteRange } from './fragments.ts';
import { storedSamples } from './frame.ts';
import { openDicom } from './header.ts';
import { compressions, deflatedExplicitLittleEndian, explicitBigEndian } from './uids.ts';

/** Where the pixels of an instance's one frame lie, and how they are written. */
export interface StoredFrame {
  readonly transferSyntaxUid: string;
  readonly samplesPerPixel: number;
  /** In the file: little-endian samples, or a compressed codestream. Absent where they have to be unpacked first. */
  readonly ranges: readonly ByteRange[] | undefined;
}

/** Reads the header alone. Throws RefusalError as `readHeader`, and `pixel_data_missing`. */
export async function findFrame(file: ByteSource): Promise<StoredFrame> {
  const { header } = await openDicom(file);
  const { transferSyntaxUid, samplesPerPixel, pixelData } = header;
  if (!pixelData) throw new RefusalError('pixel_data_missing');
  const packed = [deflatedExplicitLittleEndian, explicitBigEndian].includes(transferSyntaxUid);
  const native = [{ offset: pixelData.offset, length: Math.min(pixelData.length, frameBytes(header)) }];
  const ranges = compressions.has(transferSyntaxUid) ? pixelData.fragments : native;
  return { transferSyntaxUid, samplesPerPixel, ranges: packed ? undefined : ranges };
}

/**
 * The samples of the one frame as explicit little endian has them, one a pixel. Blocks the thread that calls it, as
 * `renderGrey` does. Throws RefusalError, also for colour, whose components a decoder may have changed.
 */
export function readSamples(source: Uint8Array | string, limits: ImageLimits) {
  return withSource(source, async (file) => {
    const { header, bytes } = await openDicom(file);
    admitPixels(header, limits);
    if (header.samplesPerPixel > 1) throw new RefusalError('photometric_unsupported', 'It is in colour.');
    const { samples } = await storedSamples(header, bytes);
    const wide = header.bitsAllocated === 16 && samples instanceof Uint8Array ? Uint16Array.from(samples) : samples;
    return {
      width: header.columns,
      height: header.rows,
      bytes: new Uint8Array(wide.buffer, wide.byteOffset, wide.byteLength),
    };
  });
}
