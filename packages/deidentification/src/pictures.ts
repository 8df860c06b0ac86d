import { RefusalError } from '@wetread/contracts';
import { ByteReader, type ByteSource } from '@wetread/dicom';
import { exifOf, orientationIn } from './orientation.ts';
import { copied } from './pixel-comments.ts';

/** More would be an image made to cost time. */
const MAX_PARTS = 100_000;
const MAX_EXIF_BYTES = 64 * 1024;

/** PNG 3, section 11: what pixels are made from. Every text, time and profile goes. */
const pngChunks: ReadonlySet<string> = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'gAMA',
  'cHRM',
  'sRGB',
  'sBIT',
]);
const PNG_SIGNATURE_BYTES = 8;

/**
 * A PNG or JPEG without anything but its picture: no text, EXIF, comment or profile, and nothing behind its end. The
 * orientation stays, alone. Throws RefusalError `truncated`, `damaged`.
 */
export async function* barePicture(file: ByteSource, kind: 'png' | 'jpeg'): AsyncGenerator<Buffer> {
  const reader = new ByteReader(file);
  yield* kind === 'png' ? barePng(reader) : bareJpeg(reader);
}

async function* barePng(reader: ByteReader): AsyncGenerator<Buffer> {
  yield* copied(reader, 0, PNG_SIGNATURE_BYTES);
  let at = PNG_SIGNATURE_BYTES;
  for (let count = 0; count < MAX_PARTS; count++) {
    const head = await reader.bytes(at, 8);
    const [length, name] = [head.readUInt32BE(0), head.toString('latin1', 4, 8)];
    const end = at + 12 + length;
    reader.within(at, 12 + length);
    if (pngChunks.has(name)) yield* copied(reader, at, end);
    if (name === 'eXIf' && length <= MAX_EXIF_BYTES)
      yield exifOf(orientationIn(await reader.copy(at + 8, length)), 'png');
    if (name === 'IEND') return;
    at = end;
  }
  throw new RefusalError('damaged', 'The PNG has no end.');
}

const SCAN = 0xda;
const END = 0xd9;
const EXIF = Buffer.from('Exif\0\0', 'latin1');

async function* bareJpeg(reader: ByteReader): AsyncGenerator<Buffer> {
  yield* copied(reader, 0, 2);
  let at = 2;
  for (let count = 0; count < MAX_PARTS; count++) {
    const marker = (await reader.bytes(at, 2)).readUInt16BE(0) - 0xff00;
    if (marker < 0) throw new RefusalError('damaged', 'Something else than a segment stands in the JPEG.');
    if (marker === END) return yield Buffer.from([0xff, END]);
    // Fill bytes, and markers that stand alone.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else at = yield* segment(reader, at, marker);
  }
  throw new RefusalError('damaged', 'The JPEG has too many segments.');
}

async function* segment(reader: ByteReader, at: number, marker: number): AsyncGenerator<Buffer, number> {
  const length = (await reader.bytes(at + 2, 2)).readUInt16BE(0);
  const end = at + 2 + length;
  if (length < 2) throw new RefusalError('damaged', 'A segment of the JPEG has no length.');
  reader.within(at, 2 + length);
  if (marker === 0xe1 && length >= 2 + EXIF.length) {
    const content = await reader.copy(at + 4, length - 2);
    if (content.subarray(0, EXIF.length).equals(EXIF))
      yield exifOf(orientationIn(content.subarray(EXIF.length)), 'jpeg');
  }
  if (isPicture(marker) || (await isNeeded(reader, at, marker, length))) yield* copied(reader, at, end);
  if (marker !== SCAN) return end;
  const next = await endOfScan(reader, end);
  yield* copied(reader, end, next);
  return next;
}

/** Not a comment, and not what applications wrote for themselves. */
const isPicture = (marker: number): boolean => marker !== 0xfe && (marker < 0xe0 || marker > 0xef);

/** Adobe's segment says how colours are coded; a JFIF header is kept where it carries no thumbnail. */
async function isNeeded(reader: ByteReader, at: number, marker: number, length: number): Promise<boolean> {
  if (marker === 0xee && length === 14) return (await reader.bytes(at + 4, 5)).toString('latin1') === 'Adobe';
  return marker === 0xe0 && length === 16 && (await reader.bytes(at + 4, 5)).toString('latin1') === 'JFIF\0';
}

const CHUNK_BYTES = 64 * 1024;

/** Where the next segment starts: in coded data FF stands before 00 or a restart marker only. */
async function endOfScan(reader: ByteReader, start: number): Promise<number> {
  for (let at = start; at + 2 <= reader.size; ) {
    const chunk = await reader.bytes(at, Math.min(CHUNK_BYTES, reader.size - at));
    for (let i = chunk.indexOf(0xff); i >= 0 && i + 1 < chunk.length; i = chunk.indexOf(0xff, i + 1)) {
      const next = chunk[i + 1] as number;
      if (next !== 0x00 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at + i;
    }
    // The last byte is looked at again, with what follows it.
    at += Math.max(1, chunk.length - 1);
  }
  throw new RefusalError('truncated');
}
