import { RefusalError } from '@wetread/contracts';
import type { ByteReader } from './byte-source.ts';
import { type ElementHead, ElementWalker, type Encoding } from './elements.ts';
import { type PixelDataPlace, pixelDataPlace } from './fragments.ts';
import { tags } from './tags.ts';
import { deflatedExplicitLittleEndian, explicitBigEndian, implicitLittleEndian, transferSyntaxRoot } from './uids.ts';
import { text } from './values.ts';

/** A coded concept, the first item of its sequence. */
export interface Code {
  readonly scheme: string;
  readonly value: string;
  readonly meaning: string;
}

/** The raw values of the attributes in `tags.ts`, and where the pixels are. */
export interface Dataset {
  readonly transferSyntaxUid: string;
  readonly encoding: Encoding;
  readonly values: ReadonlyMap<number, Buffer>;
  readonly codes: ReadonlyMap<number, Code>;
  readonly pixelData: PixelDataPlace | undefined;
}

const wanted: ReadonlySet<number> = new Set(Object.values(tags));
const codeSequences: ReadonlySet<number> = new Set([tags.anatomicRegionSequence, tags.viewCodeSequence]);
/** No attribute that is read is longer than some hundred bytes. */
const MAX_VALUE_BYTES = 4096;
const META: Encoding = { explicit: true, bigEndian: false };
const PREAMBLE_BYTES = 128;

export async function readDataset(reader: ByteReader): Promise<Dataset> {
  if (reader.size === 0) throw new RefusalError('empty_file');
  if (!(await hasMagic(reader))) throw new RefusalError('not_dicom');
  const walker = new ElementWalker(reader);
  const meta = await readMeta(reader, walker);
  const encoding = encodingOf(meta.transferSyntaxUid);
  const values = new Map<number, Buffer>();
  const codes = new Map<number, Code>();
  let pixelData: PixelDataPlace | undefined;
  for (let at = meta.end; at < reader.size; ) {
    const head = await walker.head(at, encoding);
    if (head.tag === tags.pixelData) {
      pixelData = await pixelDataPlace(walker, head, encoding);
      break;
    }
    const next = await walker.after(head, encoding);
    if (codeSequences.has(head.tag)) codes.set(head.tag, await readCode(reader, walker, head, encoding));
    else if (wanted.has(head.tag)) values.set(head.tag, await readValue(reader, head));
    at = next;
  }
  return { transferSyntaxUid: meta.transferSyntaxUid, encoding, values, codes, pixelData };
}

/** A data set without preamble and meta information is not taken: nothing would say how it is encoded. */
async function hasMagic(reader: ByteReader): Promise<boolean> {
  if (reader.size < PREAMBLE_BYTES + 4) return false;
  return (await reader.bytes(PREAMBLE_BYTES, 4)).toString('latin1') === 'DICM';
}

/** The group's own length is often wrong, so the group ends where its number does. */
async function readMeta(
  reader: ByteReader,
  walker: ElementWalker,
): Promise<{ transferSyntaxUid: string; end: number }> {
  let transferSyntaxUid = '';
  let at = PREAMBLE_BYTES + 4;
  while (at < reader.size) {
    if ((await reader.bytes(at, 2)).readUInt16LE(0) !== 0x0002) break;
    const head = await walker.head(at, META);
    at = await walker.after(head, META);
    if (head.tag === tags.transferSyntaxUid) transferSyntaxUid = text(await readValue(reader, head));
  }
  if (at >= reader.size) throw new RefusalError('truncated', 'Nothing follows the meta information.');
  if (transferSyntaxUid === '') throw new RefusalError('damaged', 'No transfer syntax is named.');
  return { transferSyntaxUid, end: at };
}

function encodingOf(transferSyntaxUid: string): Encoding {
  const readable =
    transferSyntaxUid.startsWith(transferSyntaxRoot) && transferSyntaxUid !== deflatedExplicitLittleEndian;
  if (!readable) throw new RefusalError('transfer_syntax_unsupported');
  return {
    explicit: transferSyntaxUid !== implicitLittleEndian,
    bigEndian: transferSyntaxUid === explicitBigEndian,
  };
}

async function readValue(reader: ByteReader, head: ElementHead): Promise<Buffer> {
  if (head.length > MAX_VALUE_BYTES) throw new RefusalError('damaged', `A value has ${head.length} bytes.`);
  return Buffer.from(await reader.bytes(head.at, head.length));
}

async function readCode(
  reader: ByteReader,
  walker: ElementWalker,
  sequence: ElementHead,
  encoding: Encoding,
): Promise<Code> {
  const parts = new Map<number, string>();
  for await (const head of walker.firstItem(sequence, encoding)) {
    if (wanted.has(head.tag) && !codeSequences.has(head.tag)) parts.set(head.tag, text(await readValue(reader, head)));
  }
  return {
    scheme: parts.get(tags.codingSchemeDesignator) ?? '',
    value: parts.get(tags.codeValue) ?? '',
    meaning: parts.get(tags.codeMeaning) ?? '',
  };
}
