import { RefusalError } from '@wetread/contracts';
import type { ByteReader } from './byte-source.ts';

/** How a data set is written, PS3.5 sections 7.1 and 7.3. */
export interface Encoding {
  readonly explicit: boolean;
  readonly bigEndian: boolean;
}

export interface ElementHead {
  /** Group in the upper 16 bits. */
  readonly tag: number;
  /** Two letters; `UN` where the encoding does not say. */
  readonly vr: string;
  /** Bytes, or `UNDEFINED_LENGTH`. */
  readonly length: number;
  /** Where the value starts. */
  readonly at: number;
}

export const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
export const SEQUENCE_END = 0xfffee0dd;

const MAX_DEPTH = 32;
/** A radiograph's header has some hundred elements; a file with this many is made to cost time. */
const MAX_ELEMENTS = 200_000;

const shortVrs = new Set([
  'AE',
  'AS',
  'AT',
  'CS',
  'DA',
  'DS',
  'DT',
  'FD',
  'FL',
  'IS',
  'LO',
  'LT',
  'PN',
  'SH',
  'SL',
  'SS',
  'ST',
  'TM',
  'UI',
  'UL',
  'US',
]);
const longVrs = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const unknownContent: Encoding = { explicit: false, bigEndian: false };

/**
 * Steps through a data set element by element without reading values. Every step moves forward, depth and number are
 * bounded, and a length beyond the file is `truncated`; what is not an element is `damaged`.
 */
export class ElementWalker {
  readonly #reader: ByteReader;
  #seen = 0;

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  async head(at: number, encoding: Encoding): Promise<ElementHead> {
    if (++this.#seen > MAX_ELEMENTS) throw new RefusalError('damaged', `It has more than ${MAX_ELEMENTS} elements.`);
    const first = await this.#reader.bytes(at, 8);
    const tag = readTag(first, encoding);
    if (!encoding.explicit || tag >>> 16 === 0xfffe) {
      return { tag, vr: 'UN', length: uint32(first, 4, encoding), at: at + 8 };
    }
    const vr = first.toString('latin1', 4, 6);
    if (shortVrs.has(vr)) return { tag, vr, length: uint16(first, 6, encoding), at: at + 8 };
    if (!longVrs.has(vr)) throw new RefusalError('damaged', `${tagName(tag)} has no value representation.`);
    const rest = await this.#reader.bytes(at + 8, 4);
    return { tag, vr, length: uint32(rest, 0, encoding), at: at + 12 };
  }

  /** Where the next element starts. */
  async after(head: ElementHead, encoding: Encoding, depth = 0): Promise<number> {
    if (head.length !== UNDEFINED_LENGTH) {
      this.#reader.within(head.at, head.length);
      return head.at + head.length;
    }
    if (depth >= MAX_DEPTH) throw new RefusalError('damaged', `Sequences lie deeper than ${MAX_DEPTH} levels.`);
    // PS3.5 6.2.2 note 4: unknown content of undefined length is a sequence in implicit little endian.
    const inner = head.vr === 'UN' && encoding.explicit ? unknownContent : encoding;
    return this.#afterSequence(head.at, inner, depth);
  }

  /** The elements of a sequence's first item, if it has one. */
  async *firstItem(sequence: ElementHead, encoding: Encoding): AsyncGenerator<ElementHead> {
    if (sequence.length < 8) return;
    const item = await this.head(sequence.at, encoding);
    if (item.tag !== ITEM) return;
    const end = item.length === UNDEFINED_LENGTH ? this.#reader.size : item.at + item.length;
    for (let at = item.at; at < end; ) {
      const element = await this.head(at, encoding);
      if (element.tag === ITEM_END) return;
      yield element;
      at = await this.after(element, encoding, 1);
    }
  }

  async #afterSequence(start: number, encoding: Encoding, depth: number): Promise<number> {
    for (let at = start; ; ) {
      const item = await this.head(at, encoding);
      if (item.tag === SEQUENCE_END) return item.at;
      if (item.tag !== ITEM) throw new RefusalError('damaged', `${tagName(item.tag)} stands where an item should.`);
      at =
        item.length === UNDEFINED_LENGTH
          ? await this.#afterItem(item.at, encoding, depth)
          : await this.after(item, encoding);
    }
  }

  async #afterItem(start: number, encoding: Encoding, depth: number): Promise<number> {
    for (let at = start; ; ) {
      const element = await this.head(at, encoding);
      if (element.tag === ITEM_END) return element.at;
      at = await this.after(element, encoding, depth + 1);
    }
  }
}

export function tagName(tag: number): string {
  const hex = tag.toString(16).padStart(8, '0');
  return `(${hex.slice(0, 4)},${hex.slice(4)})`;
}

const readTag = (bytes: Buffer, encoding: Encoding): number =>
  uint16(bytes, 0, encoding) * 0x10000 + uint16(bytes, 2, encoding);

export const uint16 = (bytes: Buffer, at: number, { bigEndian }: Encoding): number =>
  bigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at);

const uint32 = (bytes: Buffer, at: number, { bigEndian }: Encoding): number =>
  bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
