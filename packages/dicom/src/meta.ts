import { RefusalError } from '@wetread/contracts';
import type { ByteReader } from './byte-source.ts';
import { ElementWalker, type Encoding } from './elements.ts';
import { tags } from './tags.ts';
import { text } from './values.ts';

/** How the data set is written, and where it starts. */
export interface FileMeta {
  readonly transferSyntaxUid: string;
  readonly end: number;
}

const META: Encoding = { explicit: true, bigEndian: false };
const PREAMBLE_BYTES = 128;
const MAX_UID_BYTES = 64;

/**
 * Reads preamble and file meta information. The group's own length is often wrong, so the group ends where its number
 * does. A data set without them is not taken: nothing would say how it is encoded. Throws RefusalError.
 */
export async function readMeta(reader: ByteReader): Promise<FileMeta> {
  if (reader.size === 0) throw new RefusalError('empty_file');
  if (!(await hasMagic(reader))) throw new RefusalError('not_dicom');
  const walker = new ElementWalker(reader);
  let transferSyntaxUid = '';
  let at = PREAMBLE_BYTES + 4;
  while (at < reader.size) {
    if ((await reader.bytes(at, 2)).readUInt16LE(0) !== 0x0002) break;
    const head = await walker.head(at, META);
    at = await walker.after(head, META);
    if (head.tag !== tags.transferSyntaxUid) continue;
    if (head.length > MAX_UID_BYTES) throw new RefusalError('damaged', 'The transfer syntax is no identifier.');
    transferSyntaxUid = text(await reader.copy(head.at, head.length));
  }
  if (at >= reader.size) throw new RefusalError('truncated', 'Nothing follows the meta information.');
  if (transferSyntaxUid === '') throw new RefusalError('damaged', 'No transfer syntax is named.');
  return { transferSyntaxUid, end: at };
}

async function hasMagic(reader: ByteReader): Promise<boolean> {
  if (reader.size < PREAMBLE_BYTES + 4) return false;
  return (await reader.bytes(PREAMBLE_BYTES, 4)).toString('latin1') === 'DICM';
}
