import { RefusalError } from '@wetread/contracts';
import { ByteReader, type Source, withSource } from './byte-source.ts';

/** What the first bytes say, whatever the name or the content type did. Sizes are in pixels, before any orientation. */
export interface SniffedImage {
  readonly kind: 'png' | 'jpeg';
  readonly width: number;
  readonly height: number;
}
export type Sniffed = SniffedImage | { readonly kind: 'dicom' } | { readonly kind: 'unknown' };

const PNG_SIGNATURE = '89504e470d0a1a0a';
const DICOM_MAGIC_AT = 128;

/**
 * Tells the format, and for PNG and JPEG the size the decoder would be asked for, without decoding. Throws RefusalError
 * `empty_file`, `truncated` or `damaged`.
 */
export function sniff(source: Source): Promise<Sniffed> {
  return withSource(source, (bytes) => sniffReader(new ByteReader(bytes)));
}

async function sniffReader(reader: ByteReader): Promise<Sniffed> {
  if (reader.size === 0) throw new RefusalError('empty_file');
  const start = (await reader.bytes(0, Math.min(8, reader.size))).toString('hex');
  if (start === PNG_SIGNATURE) return pngSize(reader);
  if (start.startsWith('ffd8ff')) return jpegSize(reader);
  if (reader.size < DICOM_MAGIC_AT + 4) return { kind: 'unknown' };
  const magic = (await reader.bytes(DICOM_MAGIC_AT, 4)).toString('latin1');
  return { kind: magic === 'DICM' ? 'dicom' : 'unknown' };
}

async function pngSize(reader: ByteReader): Promise<SniffedImage> {
  const header = await reader.bytes(8, 16);
  if (header.toString('latin1', 4, 8) !== 'IHDR') throw new RefusalError('damaged', 'The PNG has no header.');
  return { kind: 'png', width: header.readUInt32BE(8), height: header.readUInt32BE(12) };
}

/** Frame headers C0 to CF, but for tables (C4, CC) and the reserved C8. */
const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Steps over whole segments to the frame header; each step moves forward. */
async function jpegSize(reader: ByteReader): Promise<SniffedImage> {
  for (let at = 2; ; ) {
    const head = await reader.bytes(at, 2);
    if (head[0] !== 0xff) throw new RefusalError('damaged', 'The JPEG has no frame header.');
    const marker = head.readUInt8(1);
    if (marker === 0xff) at += 1;
    else if (isFrameHeader(marker)) return frameSize(await reader.bytes(at + 4, 5));
    else if (marker === 0xda || marker === 0xd9) throw new RefusalError('damaged', 'The JPEG has no frame header.');
    else at += 2 + (await reader.bytes(at + 2, 2)).readUInt16BE(0);
  }
}

const frameSize = (frame: Buffer): SniffedImage => ({
  kind: 'jpeg',
  height: frame.readUInt16BE(1),
  width: frame.readUInt16BE(3),
});
