import { RefusalError } from '@wetread/contracts';
import type { ByteReader } from './byte-source.ts';
import { attributeOf } from './dicom-json.ts';
import { type ElementHead, type ElementWalker, type Encoding, UNDEFINED_LENGTH } from './elements.ts';
import { elementHead, itemEnd, itemStart, longVrs, sequenceEnd, sequenceHead } from './encode.ts';

const explicit: Encoding = { explicit: true, bigEndian: false };
const implicit: Encoding = { explicit: false, bigEndian: false };
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;
const MAX_DEPTH = 32;
const MAX_SHORT_BYTES = 0xffff;

/** Elements as explicit little endian has them, out of a data set that is written so or implicitly. */
export class ExplicitElements {
  readonly #reader: ByteReader;
  readonly #walker: ElementWalker;
  readonly #encoding: Encoding;
  readonly #signed: boolean;

  /** @param signed whether samples, and values that count like them, are in two's complement */
  constructor(reader: ByteReader, walker: ElementWalker, encoding: Encoding, signed: boolean) {
    this.#reader = reader;
    this.#walker = walker;
    this.#encoding = encoding;
    this.#signed = signed;
  }

  /** One element with all that is in it. @param at where its tag is. Throws RefusalError `truncated`, `damaged`. */
  async element(at: number, head: ElementHead): Promise<Buffer> {
    const next = await this.#walker.after(head, this.#encoding);
    if (this.#encoding.explicit) return this.#reader.copy(at, next - at);
    return Buffer.concat(await Array.fromAsync(this.#rewritten(head, next, 0)));
  }

  async *#rewritten(head: ElementHead, next: number, depth: number): AsyncGenerator<Buffer> {
    const vr = this.#vrOf(head);
    if (vr === 'SQ') return yield* this.#sequence(head, next, depth);
    // PS3.5 6.2.2: what is unknown may be written so however long, and with undefined length holds a sequence as it was.
    const long = head.length > MAX_SHORT_BYTES && !longVrs.has(vr) ? 'UN' : vr;
    yield elementHead(head.tag, head.length === UNDEFINED_LENGTH ? 'UN' : long, head.length, explicit);
    yield await this.#reader.copy(head.at, next - head.at);
  }

  async *#sequence({ tag, at: start, length }: ElementHead, next: number, depth: number): AsyncGenerator<Buffer> {
    if (depth >= MAX_DEPTH) throw new RefusalError('damaged', `Sequences lie deeper than ${MAX_DEPTH} levels.`);
    const end = length === UNDEFINED_LENGTH ? next : start + length;
    yield sequenceHead(tag, explicit);
    for (let at = start; at < end; ) {
      const item = await this.#walker.head(at, implicit);
      if (item.tag === SEQUENCE_END) break;
      yield itemStart(explicit);
      at = yield* this.#item(item, end, depth + 1);
      yield itemEnd(explicit);
    }
    yield sequenceEnd(explicit);
  }

  /** @returns where the next item starts */
  async *#item(item: ElementHead, most: number, depth: number): AsyncGenerator<Buffer, number> {
    const end = item.length === UNDEFINED_LENGTH ? most : item.at + item.length;
    for (let at = item.at; at < end; ) {
      const head = await this.#walker.head(at, implicit);
      if (head.tag === ITEM_END) return head.at;
      const next = await this.#walker.after(head, implicit, depth);
      yield* this.#rewritten(head, next, depth);
      at = next;
    }
    return end;
  }

  /** By the dictionary, PS3.6; private attributes and those it does not know stay unknown. */
  #vrOf({ tag }: ElementHead): string {
    const vr = attributeOf(tag.toString(16).padStart(8, '0'))?.vr ?? 'UN';
    if (vr === 'xs') return this.#signed ? 'SS' : 'US';
    return vr === 'ox' ? 'OW' : vr;
  }
}
