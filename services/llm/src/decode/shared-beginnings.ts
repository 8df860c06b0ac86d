import type { DecoderSpec } from '@wetread/model';
import { KvCache } from './kv-cache.ts';

interface Beginning {
  readonly cache: KvCache;
  readonly length: number;
}

/**
 * Keys and values of the text that many prompts begin with, computed once: all summaries share what stands before the
 * image. The one used longest ago makes room.
 */
export class SharedBeginnings {
  readonly #spec: DecoderSpec;
  readonly #mostPositions: number;
  /** In the order of last use. */
  readonly #kept = new Map<string, Beginning>();
  #positions = 0;

  constructor(spec: DecoderSpec, mostPositions: number) {
    this.#spec = spec;
    this.#mostPositions = mostPositions;
  }

  find(key: string): Beginning | undefined {
    const found = this.#kept.get(key);
    if (!found) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found;
  }

  /** Copies the first `length` positions of a slot. One longer than all the room is not kept. */
  keep(key: string, source: KvCache, slot: number, length: number): void {
    if (length > this.#mostPositions || this.#kept.has(key)) return;
    for (const [old, beginning] of this.#kept) {
      if (this.#positions + length <= this.#mostPositions) break;
      this.#kept.delete(old);
      this.#positions -= beginning.length;
    }
    const cache = new KvCache(this.#spec, 1, length);
    cache.load(0, source, slot, length);
    this.#kept.set(key, { cache, length });
    this.#positions += length;
  }
}
