import type { DecoderSpec } from '@wetread/model';
import { Tensor } from 'onnxruntime-node';
import { KvPlane } from './kv-plane.ts';

export type CacheSpec = Pick<DecoderSpec, 'layers' | 'kvHeads' | 'headDim'>;

/** What one run computed for its rows, per layer [rows, kvHeads, steps, headDim]. */
export interface NewRows {
  readonly steps: number;
  readonly keys: readonly Float32Array[];
  readonly values: readonly Float32Array[];
}

/**
 * Past keys and values of a batch, per layer. A session reads them in place, and a batch of n rows is the first n
 * slots, so neither a step nor a smaller batch copies anything. What lies behind a slot's length is always 0: the
 * graph multiplies it by 0, and an infinity left there by another request would make that NaN.
 */
export class KvCache {
  readonly #spec: CacheSpec;
  #slots = 0;
  #positions = 0;
  #keys: KvPlane[] = [];
  #values: KvPlane[] = [];

  constructor(spec: CacheSpec, slots: number, positions: number) {
    this.#spec = spec;
    this.#keys = this.#newPlanes('keys', slots, positions);
    this.#values = this.#newPlanes('values', slots, positions);
    this.#slots = slots;
    this.#positions = positions;
  }

  get slots(): number {
    return this.#slots;
  }

  get positions(): number {
    return this.#positions;
  }

  /** Adds the session's inputs for the first `rows` slots: views of the cache's own memory. */
  addFeeds(feeds: Record<string, Tensor>, rows: number): void {
    const { layers, kvHeads, headDim } = this.#spec;
    const keyShape = [rows, kvHeads, headDim, this.#positions];
    const valueShape = [rows, kvHeads, this.#positions, headDim];
    for (let layer = 0; layer < layers; layer++) {
      feeds[`past_key.${layer}`] = view(this.#keys[layer] as KvPlane, keyShape);
      feeds[`past_value.${layer}`] = view(this.#values[layer] as KvPlane, valueShape);
    }
  }

  /** Stores the last `count` new rows of a slot behind its first `length` positions. */
  append(slot: number, length: number, { steps, keys, values }: NewRows, count: number): void {
    for (const [layer, plane] of this.#keys.entries()) {
      plane.append(slot, length, { data: keys[layer] as Float32Array, steps }, count);
    }
    for (const [layer, plane] of this.#values.entries()) {
      plane.append(slot, length, { data: values[layer] as Float32Array, steps }, count);
    }
  }

  clear(slot: number): void {
    for (const plane of [...this.#keys, ...this.#values]) plane.clear(slot);
  }

  /** Copies a whole slot over another. */
  move(from: number, to: number): void {
    if (from === to) return;
    for (const plane of [...this.#keys, ...this.#values]) plane.move(from, to);
  }

  /** Takes over the first `length` positions of another cache's slot. */
  load(slot: number, source: KvCache, sourceSlot: number, length: number): void {
    this.clear(slot);
    this.#copy(source.#keys, source.#values, sourceSlot, slot, length);
  }

  /**
   * Lays the first `rows` slots out anew; what lies beyond is dropped. Plane by plane, so that no more than one of them
   * is there twice.
   */
  resize(slots: number, positions: number, rows: number): void {
    const kept = Math.min(positions, this.#positions);
    for (const planes of [this.#keys, this.#values]) {
      for (const [layer, old] of planes.entries()) {
        const plane = old.resized(slots, positions);
        for (let slot = 0; slot < rows; slot++) plane.copy(old, slot, slot, kept);
        planes[layer] = plane;
      }
    }
    this.#slots = slots;
    this.#positions = positions;
  }

  #newPlanes(kind: 'keys' | 'values', slots: number, positions: number): KvPlane[] {
    const { layers, kvHeads: heads, headDim } = this.#spec;
    return Array.from({ length: layers }, () => new KvPlane({ slots, heads, headDim, positions, kind }));
  }

  #copy(keys: readonly KvPlane[], values: readonly KvPlane[], from: number, to: number, length: number): void {
    for (const [layer, plane] of keys.entries()) this.#keys[layer]?.copy(plane, from, to, length);
    for (const [layer, plane] of values.entries()) this.#values[layer]?.copy(plane, from, to, length);
  }
}

const view = (plane: KvPlane, shape: readonly number[]): Tensor =>
  new Tensor('float32', plane.data.subarray(0, (shape[0] as number) * plane.slotSize), shape);
