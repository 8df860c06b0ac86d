export interface PlaneShape {
  readonly slots: number;
  readonly heads: number;
  readonly headDim: number;
  readonly positions: number;
  /** Keys are [slots, heads, headDim, positions]; values [slots, heads, positions, headDim]. */
  readonly kind: 'keys' | 'values';
}

/** New rows of one run, [rows, heads, steps, headDim]; a row's last `count` steps are real, those before are padding. */
export interface FreshRows {
  readonly data: Float32Array;
  readonly steps: number;
}

/** One tensor of a key-value cache. */
export class KvPlane {
  readonly data: Float32Array;
  readonly slotSize: number;
  readonly #shape: PlaneShape;

  constructor(shape: PlaneShape) {
    this.#shape = shape;
    this.slotSize = shape.heads * shape.headDim * shape.positions;
    this.data = new Float32Array(shape.slots * this.slotSize);
  }

  /** An empty plane of the same kind. */
  resized(slots: number, positions: number): KvPlane {
    return new KvPlane({ ...this.#shape, slots, positions });
  }

  clear(slot: number): void {
    this.data.fill(0, slot * this.slotSize, (slot + 1) * this.slotSize);
  }

  move(from: number, to: number): void {
    this.data.copyWithin(to * this.slotSize, from * this.slotSize, (from + 1) * this.slotSize);
  }

  /** Stores the last `count` steps of a slot's new rows behind its first `length` positions. */
  append(slot: number, length: number, fresh: FreshRows, count: number): void {
    const { data } = this;
    const { heads, headDim, positions, kind } = this.#shape;
    const [perPosition, perDim] = kind === 'keys' ? [1, positions] : [headDim, 1];
    for (let head = slot * heads; head < (slot + 1) * heads; head++) {
      let from = (head * fresh.steps + fresh.steps - count) * headDim;
      let at = head * headDim * positions + length * perPosition;
      for (let step = 0; step < count; step++, at += perPosition) {
        for (let dim = 0; dim < headDim; dim++) data[at + dim * perDim] = fresh.data[from++] as number;
      }
    }
  }

  /** Copies the first `length` positions of a slot of a plane of the same kind, heads and dimensions. */
  copy(source: KvPlane, from: number, to: number, length: number): void {
    const { heads, headDim, kind } = this.#shape;
    const [lines, cell] = kind === 'keys' ? [heads * headDim, 1] : [heads, headDim];
    for (let line = 0; line < lines; line++) {
      const start = (from * lines + line) * cell * source.#shape.positions;
      const part = source.data.subarray(start, start + length * cell);
      this.data.set(part, (to * lines + line) * cell * this.#shape.positions);
    }
  }
}
