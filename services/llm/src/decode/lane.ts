import { BUCKET, bucketOf, slotsOf } from './cache-budget.ts';
import type { DecoderGraph, StepInputs } from './decoder-graph.ts';
import { KvCache } from './kv-cache.ts';
import type { Row } from './row.ts';
import type { SharedBeginnings } from './shared-beginnings.ts';

const HIDDEN = -1e9;

export interface LaneShape {
  readonly maxRows: number;
  /** Most new positions of a row in one run. */
  readonly maxSteps: number;
  /** The steps of a run are a multiple of this, so that a row's padding is the same whoever runs beside it. */
  readonly stepGranule: number;
}

/** Rows that run together over one cache: row i of the batch is slot i of the cache. */
export class Lane {
  readonly rows: Row[] = [];
  readonly #graph: DecoderGraph;
  readonly #shape: LaneShape;
  readonly #cache: KvCache;
  #embeddings = new Float32Array(0);
  #positions = new BigInt64Array(0);
  #bias = new Float32Array(0);

  constructor(graph: DecoderGraph, shape: LaneShape) {
    this.#graph = graph;
    this.#shape = shape;
    this.#cache = new KvCache(graph.spec, slotsOf(1, shape.maxRows), BUCKET);
  }

  get free(): number {
    return this.#shape.maxRows - this.rows.length;
  }

  /** A row without past, or with that which its prompt shares with an earlier one. */
  add(row: Row, beginning?: ReturnType<SharedBeginnings['find']>): void {
    row.length = beginning?.length ?? 0;
    this.#fit(row.length, this.rows.length + 1);
    const slot = this.rows.push(row) - 1;
    if (beginning) this.#cache.load(slot, beginning.cache, 0, beginning.length);
    else this.#cache.clear(slot);
  }

  /** Moves a row with its past out of another lane into this one. */
  take(row: Row, from: Lane): void {
    this.#fit(row.length, this.rows.length + 1);
    this.#cache.load(this.rows.push(row) - 1, from.#cache, from.rows.indexOf(row), row.length);
    from.remove(row);
  }

  /** Keeps a row's past for prompts that begin like its own. */
  share(row: Row, key: string, beginnings: SharedBeginnings): void {
    beginnings.keep(key, this.#cache, this.rows.indexOf(row), row.length);
  }

  /** The last row takes the place that becomes free, so that the rows stay the first slots. */
  remove(row: Row): void {
    const slot = this.rows.indexOf(row);
    if (slot < 0) return;
    const last = this.rows.pop() as Row;
    if (last === row) return;
    this.rows[slot] = last;
    this.#cache.move(this.rows.length, slot);
  }

  /**
   * Runs the next positions of every row.
   * @returns per row the logits [vocab] after its last position, for the caller to keep or change
   */
  async run(): Promise<Float32Array[]> {
    const { vocab } = this.#graph.spec;
    const counts = this.rows.map((row) => Math.min(row.ready, this.#shape.maxSteps));
    this.#fit(Math.max(...this.rows.map((row, slot) => row.length + (counts[slot] as number))));
    const { logits, fresh } = await this.#graph.run(this.#inputs(counts), this.#cache);
    return this.rows.map((row, slot) => {
      const count = counts[slot] as number;
      this.#cache.append(slot, row.length, fresh, count);
      row.length += count;
      return logits.subarray(slot * vocab, (slot + 1) * vocab);
    });
  }

  /**
   * Makes room for `rows` rows of `needed` positions; gives positions back only where two buckets are unused, for each
   * change copies the cache.
   */
  #fit(needed: number, rows = this.rows.length): void {
    const positions = Math.max(BUCKET, bucketOf(Math.max(needed, ...this.rows.map((row) => row.length))));
    const { positions: present, slots } = this.#cache;
    const fits = positions <= present && positions > present - 2 * BUCKET && rows <= slots;
    if (!fits) this.#cache.resize(slotsOf(rows, this.#shape.maxRows), positions, this.rows.length);
  }

  #inputs(counts: readonly number[]): StepInputs {
    const { stepGranule } = this.#shape;
    const steps = Math.ceil(Math.max(...counts) / stepGranule) * stepGranule;
    this.#reserve(steps);
    for (const [slot, row] of this.rows.entries()) this.#fill(slot, row, steps, counts[slot] as number);
    const rows = this.rows.length;
    return {
      rows,
      steps,
      embeddings: this.#embeddings.subarray(0, rows * steps * this.#graph.spec.width),
      positions: this.#positions.subarray(0, rows * steps),
      bias: this.#bias.subarray(0, rows * steps * (this.#cache.positions + steps)),
    };
  }

  #reserve(steps: number): void {
    const cells = this.#shape.maxRows * steps;
    const { width } = this.#graph.spec;
    const total = this.#cache.positions + steps;
    if (this.#embeddings.length < cells * width) this.#embeddings = new Float32Array(cells * width);
    if (this.#positions.length < cells) this.#positions = new BigInt64Array(cells);
    if (this.#bias.length < cells * total) this.#bias = new Float32Array(cells * total);
  }

  /** Writes one row's inputs, padded on the left. */
  #fill(slot: number, row: Row, steps: number, count: number): void {
    const { width } = this.#graph.spec;
    const padding = steps - count;
    const at = slot * steps;
    this.#embeddings.fill(0, at * width, (at + padding) * width);
    row.copyNext(this.#embeddings, (at + padding) * width, count);
    for (let step = 0; step < steps; step++) {
      this.#positions[at + step] = BigInt(Math.max(row.length + step - padding, 0));
      this.#fillBias(at + step, row.length, steps, step, padding);
    }
  }

  /** Line `step` sees the row's past and the new positions from the padding's end to itself. */
  #fillBias(line: number, length: number, steps: number, step: number, padding: number): void {
    const past = this.#cache.positions;
    const start = line * (past + steps);
    this.#bias.fill(0, start, start + length);
    this.#bias.fill(HIDDEN, start + length, start + past + padding);
    this.#bias.fill(0, start + past + padding, start + past + step + 1);
    this.#bias.fill(HIDDEN, start + past + step + 1, start + past + steps);
  }
}
