import { sealedSecret } from '@wetread/accounts';
import { type BatchRef, batchKeys } from '@wetread/batches';
import { studyUid, WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { encodeRecord, findRecord } from '@wetread/studies';
import { z } from 'zod';

/** Items of a segment, at most. One segment is what is held in memory of a batch, however large it is. */
export const segmentSize = 1_000;

const fault = z.object({ code: z.string(), message: z.string() });

/** One thing that was asked for: a study, or a line that names none. */
export const batchItem = z.object({
  custom_id: z.string(),
  study: studyUid.optional(),
  /** Of a tenant whose files are de-identified: the study as the list names it. */
  sealed: sealedSecret.optional(),
  error: fault.optional(),
});
export type Item = z.infer<typeof batchItem>;

/** What came of an item: the revision that was read and the bundle's digest, or why none was; null while that is not known. */
const outcome = z.union([z.null(), z.object({ revision: z.int().positive(), bundle: z.string() }), fault]);
export type Outcome = z.infer<typeof outcome>;
export type Settled = Exclude<Outcome, null>;

const outcomeList = z.object({ outcomes: z.array(outcome) });

export interface Segment {
  readonly items: Item[];
  readonly outcomes: Outcome[];
}

export class SegmentStore {
  readonly #storage: ObjectStorage;

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
  }

  async putItems(ref: BatchRef, segment: number, items: readonly Item[]): Promise<void> {
    const lines = items.map((one) => `${JSON.stringify(one)}\n`);
    await this.#storage.put(batchKeys.itemsKey(ref, segment), Buffer.from(lines.join('')));
  }

  async putOutcomes(ref: BatchRef, segment: number, outcomes: readonly Outcome[]): Promise<void> {
    await this.#storage.put(batchKeys.outcomesKey(ref, segment), encodeRecord({ outcomes }));
  }

  async find(ref: BatchRef, segment: number): Promise<Segment | undefined> {
    return (await this.#storage.has(batchKeys.itemsKey(ref, segment))) ? this.get(ref, segment) : undefined;
  }

  /** Outcomes may be fewer where items were added since; those are open. */
  async get(ref: BatchRef, segment: number): Promise<Segment> {
    const [items, stored] = await Promise.all([
      this.#items(ref, segment),
      findRecord(this.#storage, batchKeys.outcomesKey(ref, segment), outcomeList),
    ]);
    const outcomes = items.map((_, at) => stored?.outcomes[at] ?? null);
    return { items, outcomes };
  }

  async #items(ref: BatchRef, segment: number): Promise<Item[]> {
    const key = batchKeys.itemsKey(ref, segment);
    const text = (await this.#storage.get(key)).toString('utf8');
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => storedItem(line, key));
  }
}

/** @throws WetreadError record_invalid */
export function storedItem(line: string, key: string): Item {
  try {
    return batchItem.parse(JSON.parse(line));
  } catch (cause) {
    throw new WetreadError('record_invalid', `${key} holds a line that is no item.`, { cause });
  }
}

export const isCompleted = (one: Outcome): one is { revision: number; bundle: string } =>
  one !== null && 'revision' in one;
export const isFailed = (one: Outcome): one is { code: string; message: string } => one !== null && 'code' in one;

export const countOutcomes = ({ items, outcomes }: Segment) => ({
  items: items.length,
  completed: outcomes.filter(isCompleted).length,
  failed: outcomes.filter(isFailed).length,
});
