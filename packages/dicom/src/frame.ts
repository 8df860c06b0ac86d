import { RefusalError } from '@wetread/contracts';
import { frameBytes } from './admit-pixels.ts';
import type { ByteSource } from './byte-source.ts';
import { decodeFrame } from './codecs/decode.ts';
import type { PixelDataPlace } from './fragments.ts';
import { luma, type Samples } from './grey.ts';
import type { DicomHeader } from './header.ts';
import { compressions } from './uids.ts';

/** Samples of one frame as stored: interleaved, or one plane after the other. */
export interface Frame {
  readonly samples: Samples;
  readonly components: number;
  readonly planar: boolean;
  /** The first component is the luminance; else three are red, green and blue. */
  readonly luminanceFirst: boolean;
}

/** The one frame's samples, one a pixel, as stored; colour is reduced to its luma. The header has passed `admitPixels`. */
export async function readFrame(header: DicomHeader, source: ByteSource): Promise<Samples> {
  return oneSample(await storedSamples(header, source));
}

/** As `readFrame`, with all components. */
export async function storedSamples(header: DicomHeader, source: ByteSource): Promise<Frame> {
  const place = header.pixelData;
  if (!place) throw new RefusalError('pixel_data_missing');
  const compression = compressions.get(header.transferSyntaxUid);
  if (!compression) return nativeFrame(header, await source.read(place.offset, frameBytes(header)));
  return decodeFrame(compression, header, await joinFragments(place, source));
}

async function joinFragments({ fragments }: PixelDataPlace, source: ByteSource): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for (const { offset, length } of fragments) parts.push(await source.read(offset, length));
  const [only] = parts;
  if (only && parts.length === 1) return Buffer.from(only.buffer, only.byteOffset, only.byteLength);
  return Buffer.concat(parts);
}

function nativeFrame(header: DicomHeader, bytes: Uint8Array): Frame {
  return {
    samples: asWords(header.bigEndian ? swapped(bytes, header) : bytes, header.bitsAllocated),
    components: header.samplesPerPixel,
    planar: header.planarConfiguration === 1,
    luminanceFirst: header.photometric.startsWith('YBR'),
  };
}

function asWords(bytes: Uint8Array, bitsAllocated: number): Samples {
  if (bitsAllocated === 8) return bytes;
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
}

/** Words, and bytes that were written as words, have their upper byte first. */
function swapped(bytes: Uint8Array, { bitsAllocated, pixelData }: DicomHeader): Uint8Array {
  if (bitsAllocated === 8 && pixelData?.vr !== 'OW') return bytes;
  const even = bytes.length % 2 === 0 ? bytes : bytes.subarray(0, -1);
  return new Uint8Array(Buffer.from(even).swap16());
}

function oneSample({ samples, components, planar, luminanceFirst }: Frame): Samples {
  if (components === 1) return samples;
  if (!luminanceFirst) return luma(samples, components, planar);
  const count = samples.length / components;
  const step = planar ? 1 : components;
  const luminance = samples instanceof Uint16Array ? new Uint16Array(count) : new Uint8Array(count);
  for (let at = 0; at < count; at++) luminance[at] = samples[at * step] as number;
  return luminance;
}
