import { type DeidentificationOptions, RefusalError } from '@wetread/contracts';
import {
  ByteReader,
  type ByteSource,
  type ElementHead,
  ElementWalker,
  type Encoding,
  element,
  elementHead,
  encodingOf,
  itemEnd,
  itemStart,
  pixelDataPlace,
  sequenceEnd,
  sequenceHead,
  tagName,
  UNDEFINED_LENGTH,
} from '@wetread/dicom';
import { type Action, actionOf } from './actions.ts';
import { standardVr } from './dictionary.ts';
import { methodElements } from './method.ts';
import { blankedRanges, copied } from './pixel-comments.ts';
import { PrivateBlocks } from './private-blocks.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { cleanedText, dummyOf, mappedUids, padded, shiftedDates } from './values.ts';

const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;
const PIXEL_DATA = 0x7fe00010;
const ACCESSION_NUMBER = 0x00080050;
const PATIENTS_NAME = 0x00100010;
const PATIENT_ID = 0x00100020;
const MAX_DEPTH = 32;
/** What is looked into is shorter; a longer text is emptied. */
const MAX_TEXT_BYTES = 64 * 1024;

/** A data set that is not deflated, and where it starts. */
export interface PlainDataset {
  readonly bytes: ByteSource;
  readonly at: number;
  readonly transferSyntaxUid: string;
}

export interface Protection {
  readonly options: DeidentificationOptions;
  readonly pseudonyms: Pseudonyms;
  /** Original Patient ID, or what stands for it where there is none. */
  readonly patient: string;
}

/**
 * The data set under the profile, in pieces of at most 64 KiB: every level of its sequences, pixels as they are, nothing
 * behind them. The same file and protection always give the same bytes. Throws RefusalError `truncated`, `damaged`.
 */
export async function* deidentifiedDataset(plain: PlainDataset, protection: Protection): AsyncGenerator<Buffer> {
  const reader = new ByteReader(plain.bytes);
  yield* new Rewriter(reader, plain.transferSyntaxUid, protection).dataset(plain.at);
}

/** Where an element lies. */
interface Level {
  readonly depth: number;
  readonly blocks: PrivateBlocks;
  /** Inside a sequence all of whose values are replaced. */
  readonly replacing: boolean;
}

class Rewriter {
  readonly #reader: ByteReader;
  readonly #walker: ElementWalker;
  readonly #transferSyntaxUid: string;
  readonly #encoding: Encoding;
  readonly #protection: Protection;

  constructor(reader: ByteReader, transferSyntaxUid: string, protection: Protection) {
    this.#reader = reader;
    this.#walker = new ElementWalker(reader);
    this.#transferSyntaxUid = transferSyntaxUid;
    this.#encoding = encodingOf(transferSyntaxUid);
    this.#protection = protection;
  }

  async *dataset(start: number): AsyncGenerator<Buffer> {
    const pending = [...methodElements(this.#protection.options, this.#encoding)];
    const ours = new Set(pending.map(([tag]) => tag));
    const level = this.#levelAt(0, false);
    for (let at = start; at < this.#reader.size; ) {
      const head = await this.#walker.head(at, this.#encoding);
      while (pending[0] && pending[0][0] <= head.tag) yield (pending.shift() as (typeof pending)[0])[1];
      if (head.tag === PIXEL_DATA) return yield* this.#pixels(at, head);
      at = ours.has(head.tag) ? await this.#skip(head, level) : yield* this.#element(head, level);
    }
    for (const [, bytes] of pending) yield bytes;
  }

  async *#element(head: ElementHead, level: Level): AsyncGenerator<Buffer, number> {
    const isSequence = this.#isSequence(head);
    const action = isSequence || head.length !== UNDEFINED_LENGTH ? await this.#actionOf(head, level) : 'remove';
    if (action === 'remove') return this.#skip(head, level);
    if (action === 'empty' && isSequence) {
      yield element(head.tag, 'SQ', Buffer.alloc(0), this.#encoding);
      return this.#skip(head, level);
    }
    if (isSequence) return yield* this.#sequence(head, level, action === 'replace');
    if (action === 'keep') return yield* this.#kept(head, level);
    const next = await this.#skip(head, level);
    yield element(head.tag, head.vr, await this.#newValue(head, action), this.#encoding);
    return next;
  }

  async #actionOf(head: ElementHead, { blocks, replacing }: Level): Promise<Action> {
    const { tag, vr, at, length } = head;
    const group = tag >>> 16;
    if ((tag & 0xffff) === 0 || group < 0x0008 || group >>> 8 === 0x50 || group >>> 8 === 0x60) return 'remove';
    if (group % 2 === 1) {
      const creator =
        blocks.isCreator(tag) && length <= MAX_TEXT_BYTES ? await this.#reader.copy(at, length) : undefined;
      return blocks.isSafe(tag, creator) && vr !== 'SQ' ? 'keep' : 'remove';
    }
    // Under another representation a sequence would be kept unseen.
    if (tag === PIXEL_DATA || (standardVr(tag) === 'SQ' && !this.#isSequence(head))) return 'remove';
    const action = actionOf(tag, vr, this.#protection.options);
    return replacing && (action === 'keep' || action === 'clean' || action === 'shift') ? 'replace' : action;
  }

  /** An implicit file does not say so itself. */
  #isSequence({ tag, vr }: ElementHead): boolean {
    return vr === 'SQ' || (!this.#encoding.explicit && standardVr(tag) === 'SQ');
  }

  async #newValue(head: ElementHead, action: Action): Promise<Buffer> {
    const { pseudonyms, patient, options } = this.#protection;
    const old = head.length > MAX_TEXT_BYTES ? Buffer.alloc(0) : await this.#reader.copy(head.at, head.length);
    const vr = this.#vrOf(head);
    const written = old
      .toString('latin1')
      .replace(/[\0 ]+$/, '')
      .trimStart();
    if (head.tag === PATIENT_ID || head.tag === PATIENTS_NAME) return padded(pseudonyms.patient(patient), vr);
    if (head.tag === ACCESSION_NUMBER && written !== '') return padded(pseudonyms.accession(written), vr);
    if (action === 'uid') return mappedUids(old, pseudonyms);
    if (action === 'shift') return shiftedDates(old, vr === 'DT' ? 'DT' : 'DA', pseudonyms.shiftDays(patient));
    if (action === 'clean') return cleanedText(old, vr);
    if (action !== 'replace') return Buffer.alloc(0);
    return vr === 'UI' && !options.retain.includes('uids') ? mappedUids(old, pseudonyms) : dummyOf(vr);
  }

  /** In an explicit file what it says, for its length must fit; else the dictionary's. */
  #vrOf({ tag, vr }: ElementHead): string {
    if (this.#encoding.explicit) return vr;
    const standard = standardVr(tag) ?? 'UN';
    return { xs: 'US', ox: 'OW' }[standard] ?? standard;
  }

  async *#kept(head: ElementHead, level: Level): AsyncGenerator<Buffer, number> {
    const next = await this.#skip(head, level);
    yield elementHead(head.tag, head.vr, head.length, this.#encoding);
    yield* copied(this.#reader, head.at, next);
    return next;
  }

  async *#sequence(head: ElementHead, { depth, replacing }: Level, replace: boolean): AsyncGenerator<Buffer, number> {
    if (depth >= MAX_DEPTH) throw new RefusalError('damaged', `Sequences lie deeper than ${MAX_DEPTH} levels.`);
    const end = this.#endOf(head);
    yield sequenceHead(head.tag, this.#encoding);
    let at = head.at;
    while (at < end) {
      const item = await this.#walker.head(at, this.#encoding);
      at = item.at;
      if (item.tag === SEQUENCE_END) break;
      if (item.tag !== ITEM) throw new RefusalError('damaged', `${tagName(item.tag)} stands where an item should.`);
      yield itemStart(this.#encoding);
      at = yield* this.#item(item, this.#levelAt(depth + 1, replace || replacing));
      yield itemEnd(this.#encoding);
    }
    yield sequenceEnd(this.#encoding);
    return head.length === UNDEFINED_LENGTH ? at : end;
  }

  async *#item(item: ElementHead, level: Level): AsyncGenerator<Buffer, number> {
    const end = this.#endOf(item);
    for (let at = item.at; at < end; ) {
      const head = await this.#walker.head(at, this.#encoding);
      if (head.tag === ITEM_END) return head.at;
      at = yield* this.#element(head, level);
    }
    return end;
  }

  #endOf({ at, length }: ElementHead): number {
    if (length === UNDEFINED_LENGTH) return this.#reader.size;
    this.#reader.within(at, length);
    return at + length;
  }

  async *#pixels(start: number, head: ElementHead): AsyncGenerator<Buffer> {
    const place = await pixelDataPlace(this.#walker, head, this.#encoding);
    const blanked = await blankedRanges(this.#reader, place, this.#transferSyntaxUid);
    yield* copied(this.#reader, start, place.offset + place.length, blanked);
  }

  #skip(head: ElementHead, { depth }: Level): Promise<number> {
    return this.#walker.after(head, this.#encoding, depth);
  }

  #levelAt(depth: number, replacing: boolean): Level {
    return { depth, blocks: new PrivateBlocks(this.#protection.options.safePrivate), replacing };
  }
}
