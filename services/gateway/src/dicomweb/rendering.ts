import { WetreadError } from '@wetread/contracts';
import { type Displayed, type DisplayOptions, RenderPool } from '@wetread/dicom';
import type { ObjectStorage } from '@wetread/storage';
import { unreadable } from './metadata.ts';
import { fileKeyOf, type StoredInstance } from './stored-instances.ts';

export interface RenderingOptions {
  readonly threads: number;
  readonly timeoutMs: number;
  /** Requests that may wait for a thread; one more is `overloaded` (I6). */
  readonly maxWaiting: number;
}

/**
 * Pixels for viewers, in worker threads (I5). A file is fetched only when a thread is free for it, so no more files are held
 * than there are threads.
 *
 * Errors: WetreadError overloaded, deadline_exceeded, draining; image_invalid for the file's own faults.
 */
export class Rendering {
  readonly #storage: ObjectStorage;
  readonly #pool: RenderPool;
  readonly #options: RenderingOptions;
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(storage: ObjectStorage, options: RenderingOptions) {
    this.#storage = storage;
    this.#options = options;
    this.#free = options.threads;
    this.#pool = new RenderPool({ threads: options.threads, timeoutMs: options.timeoutMs });
  }

  display(instance: StoredInstance, options: DisplayOptions): Promise<Displayed> {
    return this.#inTurn(instance, (file) => this.#pool.renderDisplay(file, options));
  }

  /** As explicit little endian has them. */
  samples(instance: StoredInstance): Promise<Uint8Array> {
    return this.#inTurn(instance, (file) => this.#pool.readSamples(file));
  }

  /** The whole file in explicit little endian. */
  transcoded(instance: StoredInstance): Promise<Uint8Array> {
    return this.#inTurn(instance, (file) => this.#pool.toExplicitLittleEndian(file));
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #inTurn<T>(instance: StoredInstance, work: (file: Uint8Array) => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work(await this.#storage.get(fileKeyOf(instance)));
    } catch (error) {
      return unreadable(error);
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    if (this.#waiting.length >= this.#options.maxWaiting) {
      throw new WetreadError('overloaded', 'Too many images wait to be rendered.', { retryAfterS: 1 });
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The place goes to who has waited longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
