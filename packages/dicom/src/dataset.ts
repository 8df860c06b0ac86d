import { RefusalError } from '@wetread/contracts';
import type { ByteReader } from './byte-source.ts';
import { type ElementHead, ElementWalker, type Encoding } from './elements.ts';
import { type PixelDataPlace, pixelDataPlace } from './fragments.ts';
import type { FileMeta } from './meta.ts';
import { tags } from './tags.ts';
import { deflatedExplicitLittleEndian, explicitBigEndian, implicitLittleEndian, transferSyntaxRoot } from './uids.ts';
import { text } from './values.ts';

/** A coded concept, the first item of its sequence. */
export interface Code {
  readonly scheme: string;
  readonly value: string;
  readonly meaning: string;
}

/** A look-up table as it stands in the file. */
export interface RawLut {
  readonly descriptor: Buffer;
  readonly descriptorVr: string;
  readonly data: Buffer;
}

/** The raw values of the attributes in `tags.ts`, and where the pixels are. */
export interface Dataset {
  readonly transferSyntaxUid: string;
  readonly encoding: Encoding;
  readonly values: ReadonlyMap<number, Buffer>;
  readonly codes: ReadonlyMap<number, Code>;
  readonly luts: ReadonlyMap<number, RawLut>;
  readonly pixelData: PixelDataPlace | undefined;
}

const wanted: ReadonlySet<number> = new Set(Object.values(tags));
const codeSequences: ReadonlySet<number> = new Set([tags.anatomicRegionSequence, tags.viewCodeSequence]);
const lutSequences: ReadonlySet<number> = new Set([tags.modalityLutSequence, tags.voiLutSequence]);
const tables: ReadonlySet<number> = new Set([tags.redPalette, tags.greenPalette, tags.bluePalette, tags.lutData]);
/** No other attribute that is read is longer than some hundred bytes. */
const MAX_VALUE_BYTES = 4096;
/** 65,536 entries of 16 bits. */
const MAX_TABLE_BYTES = 2 * 65_536;

/** `meta` comes from the same file; the reader may start behind it where the data set is deflated. */
export async function readDataset(reader: ByteReader, meta: FileMeta): Promise<Dataset> {
  const walker = new ElementWalker(reader);
  const encoding = encodingOf(meta.transferSyntaxUid);
  const values = new Map<number, Buffer>();
  const codes = new Map<number, Code>();
  const luts = new Map<number, RawLut>();
  let pixelData: PixelDataPlace | undefined;
  for (let at = meta.end; at < reader.size; ) {
    const head = await walker.head(at, encoding);
    if (head.tag === tags.pixelData) {
      pixelData = await pixelDataPlace(walker, head, encoding);
      break;
    }
    const next = await walker.after(head, encoding);
    if (codeSequences.has(head.tag)) codes.set(head.tag, await readCode(reader, walker, head, encoding));
    else if (lutSequences.has(head.tag)) await readLut(reader, walker, head, encoding, luts);
    else if (wanted.has(head.tag)) values.set(head.tag, await readValue(reader, head));
    at = next;
  }
  return { transferSyntaxUid: meta.transferSyntaxUid, encoding, values, codes, luts, pixelData };
}

/** @throws RefusalError transfer_syntax_unsupported */
export function encodingOf(transferSyntaxUid: string): Encoding {
  if (!transferSyntaxUid.startsWith(transferSyntaxRoot)) throw new RefusalError('transfer_syntax_unsupported');
  return {
    explicit: transferSyntaxUid !== implicitLittleEndian,
    bigEndian: transferSyntaxUid === explicitBigEndian,
  };
}

export const isDeflated = ({ transferSyntaxUid }: FileMeta): boolean =>
  transferSyntaxUid === deflatedExplicitLittleEndian;

async function readValue(reader: ByteReader, head: ElementHead): Promise<Buffer> {
  const most = tables.has(head.tag) ? MAX_TABLE_BYTES : MAX_VALUE_BYTES;
  if (head.length > most) throw new RefusalError('damaged', `A value has ${head.length} bytes.`);
  return reader.copy(head.at, head.length);
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

/** Of several tables the first counts, as of several windows. */
async function readLut(
  reader: ByteReader,
  walker: ElementWalker,
  sequence: ElementHead,
  encoding: Encoding,
  luts: Map<number, RawLut>,
): Promise<void> {
  let descriptor: Buffer | undefined;
  let descriptorVr = 'UN';
  let data: Buffer | undefined;
  for await (const head of walker.firstItem(sequence, encoding)) {
    if (head.tag === tags.lutDescriptor) {
      descriptor = await readValue(reader, head);
      descriptorVr = head.vr;
    } else if (head.tag === tags.lutData) data = await readValue(reader, head);
  }
  if (descriptor && data) luts.set(sequence.tag, { descriptor, descriptorVr, data });
}
