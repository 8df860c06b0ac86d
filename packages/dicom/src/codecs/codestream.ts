import { RefusalError } from '@wetread/contracts';

/** What a compressed frame says of itself before anything is decoded. */
export interface FrameHead {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  /** Bits of a sample. */
  readonly precision: number;
  /** JPEG 2000 says so itself; of the others only the DICOM header knows. */
  readonly signed: boolean;
  /** Lossless by its process; of JPEG alone. */
  readonly lossless: boolean;
  /** The components lie one after the other in what the decoder gives. */
  readonly planar: boolean;
}

const invalid = (what: string): RefusalError => new RefusalError('pixel_data_invalid', what);

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const JPEG_LS_FRAME = 0xf7;

/** C0 to CF, but for tables (C4, CC) and the reserved C8, and the frame of JPEG-LS. */
const isFrame = (marker: number): boolean =>
  (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) ||
  marker === JPEG_LS_FRAME;

/** JPEG in all its processes, ISO 10918-1 annex B, and JPEG-LS, ISO 14495-1 annex C. Steps over whole segments, always forward. */
export function jpegHead(frame: Buffer): FrameHead {
  let found: { marker: number; at: number } | undefined;
  for (const { marker, at } of segments(frame)) {
    if (isFrame(marker)) found ??= { marker, at };
    if (marker !== SOS || !found) continue;
    const head = frameHeader(frame, found.at);
    const lossless = found.marker === 0xc3;
    return {
      ...head,
      lossless,
      planar: found.marker === JPEG_LS_FRAME && head.components > 1 && interleave(frame, at) === 0,
    };
  }
  throw invalid('The compressed frame has no header.');
}

function* segments(frame: Buffer): Generator<{ marker: number; at: number }> {
  if (frame.length < 4 || frame.readUInt16BE(0) !== 0xff00 + SOI) throw invalid('The frame is not JPEG.');
  for (let at = 2; at + 4 <= frame.length; ) {
    if (frame[at] !== 0xff) throw invalid('A JPEG marker is missing.');
    const marker = frame.readUInt8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // What stands alone, without a length, has no place before the first scan.
    if (marker <= 0x01 || (marker >= 0xd0 && marker <= EOI)) throw invalid('A JPEG marker stands where none may.');
    const length = frame.readUInt16BE(at + 2);
    if (length < 2 || at + 2 + length > frame.length) throw invalid('A JPEG segment is longer than the frame.');
    yield { marker, at: at + 4 };
    at += 2 + length;
  }
}

function frameHeader(frame: Buffer, at: number): Omit<FrameHead, 'planar' | 'lossless'> {
  const components = at + 6 <= frame.length ? frame.readUInt8(at + 5) : 0;
  if (components === 0 || at + 6 + 3 * components > frame.length) throw invalid('The JPEG frame header is cut off.');
  const [precision, height, width] = [frame.readUInt8(at), frame.readUInt16BE(at + 1), frame.readUInt16BE(at + 3)];
  return { width, height, components, precision, signed: false };
}

/** Behind the components of the scan stand NEAR and the interleave mode. */
function interleave(frame: Buffer, at: number): number {
  const place = at + 1 + 2 * frame.readUInt8(at) + 1;
  return place < frame.length ? frame.readUInt8(place) : 0;
}

/** The image and tile sizes of a JPEG 2000 codestream, ISO 15444-1 A.5.1; part 15 (HTJ2K) has the same. */
export function jpeg2000Head(frame: Buffer): FrameHead {
  if (frame.length < 42 || frame.readUInt32BE(0) !== 0xff4fff51) throw invalid('The frame is not JPEG 2000.');
  const components = frame.readUInt16BE(40);
  if (components === 0 || frame.length < 42 + 3 * components) throw invalid('The JPEG 2000 header is cut off.');
  const [width, height, left, top] = [8, 12, 16, 20].map((at) => frame.readUInt32BE(at)) as [
    number,
    number,
    number,
    number,
  ];
  const depth = frame.readUInt8(42);
  for (let component = 0; component < components; component++) {
    const at = 42 + 3 * component;
    const alike = frame.readUInt8(at) === depth && frame.readUInt8(at + 1) === 1 && frame.readUInt8(at + 2) === 1;
    if (!alike) throw invalid('The components of the JPEG 2000 frame differ in depth or size.');
  }
  if (left !== 0 || top !== 0) throw invalid('The JPEG 2000 image does not start at the origin.');
  return {
    width,
    height,
    components,
    precision: (depth & 0x7f) + 1,
    signed: depth >= 0x80,
    lossless: false,
    planar: false,
  };
}

/** Every one of these codestreams ends in the marker FFD9; what is padded behind it counts as nothing. */
export function endsWhole(frame: Buffer): boolean {
  let end = frame.length;
  while (end > 2 && frame[end - 1] === 0) end--;
  return end >= 2 && frame.readUInt16BE(end - 2) === 0xff00 + EOI;
}
