import { RefusalError } from '@wetread/contracts';
import { inBlocks } from '../blocks.ts';

/** One frame of RLE, PS3.5 annex G: a header of 64 bytes, then one segment a byte of a sample, the top byte first. */
export interface RleLayout {
  readonly pixels: number;
  readonly samplesPerPixel: number;
  /** 1 or 2. */
  readonly bytesPerSample: number;
}

const HEADER_BYTES = 64;
const MAX_SEGMENTS = 15;

/** Little-endian samples, one plane after the other. Throws RefusalError where a segment is short, long or missing. */
export function decodeRle(frame: Buffer, { pixels, samplesPerPixel, bytesPerSample }: RleLayout): Uint8Array {
  const count = samplesPerPixel * bytesPerSample;
  if (frame.length < HEADER_BYTES || frame.readUInt32LE(0) !== count || count > MAX_SEGMENTS) {
    throw new RefusalError(
      'pixel_data_invalid',
      'The RLE frame has another number of segments than the header asks for.',
    );
  }
  const out = new Uint8Array(pixels * count);
  for (let segment = 0; segment < count; segment++) {
    const start = frame.readUInt32LE(4 + 4 * segment);
    const end = segment + 1 < count ? frame.readUInt32LE(8 + 4 * segment) : frame.length;
    if (start < HEADER_BYTES || end < start || end > frame.length) {
      throw new RefusalError('pixel_data_invalid', 'A segment of the RLE frame lies outside it.');
    }
    const sample = Math.floor(segment / bytesPerSample);
    const first = sample * pixels * bytesPerSample + bytesPerSample - 1 - (segment % bytesPerSample);
    unpack(frame.subarray(start, end), out, first, bytesPerSample, pixels);
  }
  return out;
}

/** PackBits into every `step`th byte. What follows the last pixel is padding. */
function unpack(segment: Buffer, out: Uint8Array, first: number, step: number, pixels: number): void {
  const place: Place = { at: 0, to: first, last: first + step * pixels };
  inBlocks(pixels, (_, until) => unpackSome(segment, out, place, step, first + step * until));
}

/** How far a segment was read, and where its next byte goes. */
interface Place {
  at: number;
  to: number;
  readonly last: number;
}

/** Up to the end of the run that reaches `until`. */
function unpackSome(segment: Buffer, out: Uint8Array, place: Place, step: number, until: number): void {
  const { last } = place;
  let { at, to } = place;
  while (to < until) {
    if (at >= segment.length) throw new RefusalError('pixel_data_invalid', 'A segment of the RLE frame is too short.');
    const control = segment[at++] as number;
    if (control === 128) continue;
    const run = control < 128 ? control + 1 : 257 - control;
    const literal = control < 128;
    if (to + step * run > last || at + (literal ? run : 1) > segment.length) {
      throw new RefusalError('pixel_data_invalid', 'A run of the RLE frame goes beyond its segment.');
    }
    const end = to + step * run;
    if (literal) for (; to < end; to += step) out[to] = segment[at++] as number;
    else for (const value = segment[at++] as number; to < end; to += step) out[to] = value;
  }
  place.at = at;
  place.to = to;
}
