import { RefusalError } from '@wetread/contracts';
import { data, log } from 'dcmjs';
import { ByteReader, type ByteSource, type Source, withSource } from './byte-source.ts';
import { encodingOf, isDeflated } from './dataset.ts';
import { attributeOf, type DicomJson, type JsonElement } from './dicom-json.ts';
import { ElementWalker, type Encoding } from './elements.ts';
import { inflatedSource } from './inflated-source.ts';
import { readMeta } from './meta.ts';
import { tags } from './tags.ts';
import { deflatedExplicitLittleEndian, explicitLittleEndian } from './uids.ts';

/** A radiograph's header has some kilobytes; a private attribute or an overlay may be larger. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024;
/** Longer binary values, base64 and all, are for who retrieves the instance. */
const MAX_INLINE_BYTES = 256 * 1024;

// It would print what it stumbles over, which may be a patient's name.
log.setLevel('silent');

/**
 * The dataset of a Part 10 file up to its pixel data, as DICOM JSON in UTF-8. Binary values beyond 256 KiB have their VR
 * alone. Throws RefusalError as `readHeader`, and `file_too_large` where the header is beyond 16 MiB.
 */
export function readMetadata(source: Source): Promise<DicomJson> {
  return withSource(source, async (file) => {
    const meta = await readMeta(new ByteReader(file));
    const deflated = isDeflated(meta);
    const bytes = deflated ? await inflatedSource(file, meta.end) : file;
    const start = deflated ? 0 : meta.end;
    const end = await headerEnd(bytes, start, encodingOf(meta.transferSyntaxUid));
    if (end - start > MAX_HEADER_BYTES) {
      throw new RefusalError('file_too_large', `Its header has ${end - start} bytes.`);
    }
    const syntax = deflated ? explicitLittleEndian : meta.transferSyntaxUid;
    return datasetOf(parse(await bytes.read(start, end - start), syntax));
  });
}

/** Where the pixel data starts, or else the file ends. Every element before is known to lie within the file. */
async function headerEnd(bytes: ByteSource, start: number, encoding: Encoding): Promise<number> {
  const walker = new ElementWalker(new ByteReader(bytes));
  for (let at = start; at < bytes.size; ) {
    const head = await walker.head(at, encoding);
    if (head.tag >= tags.pixelData) return at;
    at = await walker.after(head, encoding);
  }
  return bytes.size;
}

interface RawElement {
  readonly vr: string;
  readonly Value?: readonly unknown[];
}

/** With meta information of its own before it, for that of files is not always whole. */
function parse(header: Uint8Array, transferSyntaxUid: string): Readonly<Record<string, RawElement>> {
  const syntax = transferSyntaxUid === deflatedExplicitLittleEndian ? explicitLittleEndian : transferSyntaxUid;
  const file = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), metaOf(syntax), header]);
  const bytes = new Uint8Array(file).buffer;
  return data.DicomMessage.readFile(bytes, { ignoreErrors: true }).dict;
}

function metaOf(transferSyntaxUid: string): Buffer {
  const uid = Buffer.from(transferSyntaxUid.padEnd(transferSyntaxUid.length + (transferSyntaxUid.length % 2), '\0'));
  const meta = Buffer.alloc(20);
  meta.write('02000000554c0400', 'hex');
  meta.writeUInt32LE(8 + uid.length, 8);
  meta.write('020010005549', 12, 'hex');
  meta.writeUInt16LE(uid.length, 18);
  return Buffer.concat([meta, uid]);
}

function datasetOf(elements: Readonly<Record<string, RawElement>>): DicomJson {
  const dataset: Record<string, JsonElement> = {};
  for (const tag of Object.keys(elements).sort()) {
    // Group lengths describe the file, not the dataset.
    if (!/^[0-9A-F]{8}$/.test(tag) || tag.endsWith('0000')) continue;
    dataset[tag] = elementOf(tag, elements[tag] as RawElement);
  }
  return dataset;
}

const binary: ReadonlySet<string> = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);
const numeric: ReadonlySet<string> = new Set(['DS', 'FD', 'FL', 'IS', 'SL', 'SS', 'SV', 'UL', 'US', 'UV']);

function elementOf(tag: string, { vr: given, Value = [] }: RawElement): JsonElement {
  const vr = vrOf(tag, given);
  if (binary.has(vr)) return binaryElement(vr, Value);
  const values = vr === 'SQ' ? Value.map((item) => datasetOf(item as never)) : Value.map((one) => jsonValue(vr, one));
  const there = vr === 'SQ' ? values : values.some((one) => one !== null) ? values : [];
  return there.length === 0 ? { vr } : { vr, Value: there };
}

/** Implicit files leave the choice between two to the pixel representation; what is written here is US and OW. */
function vrOf(tag: string, given: string): string {
  if (given === 'ox') return 'OW';
  if (given === 'xs') return 'US';
  return given || attributeOf(tag)?.vr || 'UN';
}

function binaryElement(vr: string, values: readonly unknown[]): JsonElement {
  const parts = values.filter((value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value));
  const bytes = Buffer.concat(parts.map((part) => bytesOf(part as ArrayBuffer | ArrayBufferView)));
  if (bytes.length === 0 || bytes.length > MAX_INLINE_BYTES) return { vr };
  return { vr, InlineBinary: bytes.toString('base64') };
}

const bytesOf = (part: ArrayBuffer | ArrayBufferView): Buffer =>
  part instanceof ArrayBuffer ? Buffer.from(part) : Buffer.from(part.buffer, part.byteOffset, part.byteLength);

/** Null for what is empty, PS3.18 F.2.5. */
function jsonValue(vr: string, value: unknown): unknown {
  if (value === null || value === undefined || value === '') return null;
  if (vr === 'PN') return nameOf(value);
  if (vr === 'AT') return Number(value).toString(16).toUpperCase().padStart(8, '0');
  if (!numeric.has(vr)) return String(value).trimEnd();
  if (typeof value === 'bigint') return value.toString();
  const number = Number(value);
  return String(value).trim() === '' || !Number.isFinite(number) ? null : number;
}

function nameOf(value: unknown): object | null {
  const { Alphabetic, Ideographic, Phonetic } = (typeof value === 'string' ? { Alphabetic: value } : value) as Record<
    string,
    string | undefined
  >;
  const name = {
    ...(Alphabetic && { Alphabetic: Alphabetic.trimEnd() }),
    ...(Ideographic && { Ideographic: Ideographic.trimEnd() }),
    ...(Phonetic && { Phonetic: Phonetic.trimEnd() }),
  };
  return Object.keys(name).length > 0 ? name : null;
}
