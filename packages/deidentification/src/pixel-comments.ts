import type { ByteRange, ByteReader, PixelDataPlace } from '@wetread/dicom';

const CHUNK_BYTES = 64 * 1024;

/** What of compressed frames is made zeros: comments, and what applications wrote for themselves. Lengths stay. */
export async function blankedRanges(
  reader: ByteReader,
  { encapsulated, fragments }: PixelDataPlace,
  transferSyntaxUid: string,
): Promise<ByteRange[]> {
  if (!encapsulated || !/^1\.2\.840\.10008\.1\.2\.4\./.test(transferSyntaxUid)) return [];
  const ranges: ByteRange[] = [];
  for (const fragment of fragments) ranges.push(...(await commentsOf(reader, fragment)));
  return ranges;
}

const START_OF_IMAGE = 0xffd8;
const START_OF_CODESTREAM = 0xff4f;
/** Where the segments of the header end: JPEG and JPEG-LS start of scan, JPEG 2000 start of tile part. */
const ends: ReadonlySet<number> = new Set([0xffda, 0xffd9, 0xff90]);
const JPEG_COMMENT = 0xfffe;
const JPEG_2000_COMMENT = 0xff64;
/** Application segments that decoders read, by the first letters of what they hold. */
const needed: Readonly<Record<number, string>> = { 65504: 'JFIF\0', 65512: 'SPIFF\0', 65518: 'Adobe' };

/** Of the header of one frame; a fragment that starts in the middle of a frame has none. */
async function commentsOf(reader: ByteReader, { offset, length }: ByteRange): Promise<ByteRange[]> {
  const found: ByteRange[] = [];
  const end = offset + length;
  if (length < 4) return found;
  const start = (await reader.bytes(offset, 2)).readUInt16BE(0);
  if (start !== START_OF_IMAGE && start !== START_OF_CODESTREAM) return found;
  for (let at = offset + 2; at + 4 <= end; ) {
    const head = await reader.bytes(at, 4);
    const marker = head.readUInt16BE(0);
    if (marker < 0xff00 || ends.has(marker)) break;
    const size = head.readUInt16BE(2);
    const content = { offset: at + 4, length: Math.min(size - 2, end - at - 4) };
    if (content.length > 0 && (await isComment(reader, marker, content, start))) found.push(content);
    at += 2 + Math.max(2, size);
  }
  return found;
}

async function isComment(reader: ByteReader, marker: number, { offset, length }: ByteRange, start: number) {
  if (start === START_OF_CODESTREAM) return marker === JPEG_2000_COMMENT;
  if (marker === JPEG_COMMENT) return true;
  if (marker < 0xffe0 || marker > 0xffef) return false;
  const letters = needed[marker];
  if (letters === undefined) return true;
  return (await reader.bytes(offset, Math.min(length, letters.length))).toString('latin1') !== letters;
}

/** The bytes from `start` to `end`, those of `blanked` as zeros. */
export async function* copied(
  reader: ByteReader,
  start: number,
  end: number,
  blanked: readonly ByteRange[] = [],
): AsyncGenerator<Buffer> {
  for (let at = start; at < end; at += CHUNK_BYTES) {
    const size = Math.min(CHUNK_BYTES, end - at);
    const touched = blanked.filter(({ offset, length }) => offset < at + size && offset + length > at);
    const read = await reader.bytes(at, size);
    // The window that it may lie in is looked into again.
    const chunk = touched.length > 0 ? Buffer.from(read) : read;
    for (const { offset, length } of touched)
      chunk.fill(0, Math.max(0, offset - at), Math.min(size, offset + length - at));
    yield chunk;
  }
}
