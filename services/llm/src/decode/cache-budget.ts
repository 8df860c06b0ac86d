import type { DecoderSpec } from '@wetread/model';

/** Positions by which caches grow. A multiple of every vector width, so that sums run in the same order in each size. */
export const BUCKET = 64;
/** Rows by which they grow: few enough to waste little, so many that a growing batch is seldom copied. */
export const SLOT_GROUP = 4;

export const bucketOf = (positions: number): number => Math.ceil(positions / BUCKET) * BUCKET;
export const slotsOf = (rows: number, most: number): number =>
  Math.min(Math.ceil(Math.max(rows, 1) / SLOT_GROUP) * SLOT_GROUP, most);

/** Keys and values of one position in float32. */
export const bytesPerPosition = ({ layers, kvHeads, headDim }: DecoderSpec): number =>
  2 * 4 * layers * kvHeads * headDim;

export interface CacheShape {
  /** Rows that decode, and rows whose prompts are computed, at the most. */
  readonly maxRows: number;
  readonly promptRows: number;
  /** Positions that the shared beginnings of prompts may take. */
  readonly sharedPositions: number;
}

/**
 * What the caches of one thread may hold, counted in positions. A row is admitted where all rows, grown to their ends,
 * still fit (I6): no cache then grows past its budget, whatever the rows do.
 */
export class CacheBudget {
  readonly #positions: number;
  readonly #shape: CacheShape;

  /** @param bytes for all caches of the thread */
  constructor(bytes: number, spec: DecoderSpec, shape: CacheShape) {
    this.#positions = Math.floor(bytes / bytesPerPosition(spec));
    this.#shape = shape;
  }

  /** @param ends positions of each row at its longest */
  holds(ends: readonly number[]): boolean {
    if (ends.length > this.#shape.maxRows) return false;
    return this.#needed(ends) <= this.#positions;
  }

  /** Positions that a row alone may take. */
  get longestRow(): number {
    const { maxRows, promptRows, sharedPositions } = this.#shape;
    const rows = slotsOf(1, maxRows) + promptRows;
    return Math.max(0, Math.floor((this.#positions - sharedPositions) / rows / BUCKET) * BUCKET - BUCKET);
  }

  #needed(ends: readonly number[]): number {
    const { maxRows, promptRows, sharedPositions } = this.#shape;
    // A cache gives a bucket back only when a second one is unused.
    const longest = bucketOf(Math.max(0, ...ends)) + BUCKET;
    return (slotsOf(ends.length, maxRows) + promptRows) * longest + sharedPositions;
  }
}
