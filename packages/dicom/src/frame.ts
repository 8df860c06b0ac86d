import { RefusalError } from '@wetread/contracts';
import sharp from 'sharp';
import { frameBytes } from './admit.ts';
import type { ByteSource } from './byte-source.ts';
import type { PixelDataPlace } from './fragments.ts';
import { luma, type Samples } from './grey.ts';
import type { DicomHeader } from './header.ts';
import { sniff } from './sniff.ts';
import { jpegBaseline } from './uids.ts';

/** The one frame's samples, one a pixel, as stored; the header has passed `admitPixels`. */
export async function readFrame(header: DicomHeader, source: ByteSource): Promise<Samples> {
  const place = header.pixelData;
  if (!place) throw new RefusalError('pixel_data_missing');
  if (header.transferSyntaxUid === jpegBaseline) return decodeJpeg(header, await joinFragments(place, source));
  const bytes = await source.read(place.offset, frameBytes(header));
  return header.samplesPerPixel === 1 ? asWords(bytes, header.bitsAllocated) : nativeLuma(bytes, header);
}

function asWords(bytes: Uint8Array, bitsAllocated: number): Samples {
  if (bitsAllocated === 8) return bytes;
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
}

function nativeLuma(bytes: Uint8Array, header: DicomHeader): Samples {
  const planar = header.planarConfiguration === 1;
  if (header.photometric === 'RGB') return luma(bytes, 3, planar);
  const luminance = new Uint8Array(header.rows * header.columns);
  for (let at = 0; at < luminance.length; at++) luminance[at] = bytes[planar ? at : at * 3] as number;
  return luminance;
}

async function joinFragments({ fragments }: PixelDataPlace, source: ByteSource): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for (const { offset, length } of fragments) parts.push(await source.read(offset, length));
  return Buffer.concat(parts);
}

/** The frame's own size is compared with the header's first, so it cannot ask for more memory than was admitted. */
async function decodeJpeg(header: DicomHeader, frame: Buffer): Promise<Samples> {
  const found = await sniff(frame);
  if (found.kind !== 'jpeg' || found.width !== header.columns || found.height !== header.rows) {
    throw new RefusalError('pixel_data_invalid', 'The JPEG frame has another size than the header says.');
  }
  const grey = header.samplesPerPixel === 1;
  try {
    const image = sharp(frame, { failOn: 'error', ignoreIcc: true, limitInputPixels: header.rows * header.columns });
    const { data, info } = await image
      .toColourspace(grey ? 'b-w' : 'srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return info.channels === 1 ? data : luma(data, info.channels);
  } catch (error) {
    throw new RefusalError('pixel_data_invalid', undefined, error);
  }
}
