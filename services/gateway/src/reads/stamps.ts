import type { StudyIndex, StudyRef } from '@wetread/studies';

interface Waiting {
  readonly ref: StudyRef;
  resolve(stamp: string | undefined): void;
}

/** Stamps of studies' rows: those that are asked for in one turn of the event loop are one command to Redis. */
export class Stamps {
  readonly #index: StudyIndex;
  #waiting: Waiting[] = [];

  constructor(index: StudyIndex) {
    this.#index = index;
  }

  /** Never rejects: undefined where there is no row, or no Redis; a summary can be read without, it only takes longer. */
  of(ref: StudyRef): Promise<string | undefined> {
    return new Promise((resolve) => {
      if (this.#waiting.length === 0) setImmediate(() => void this.#ask());
      this.#waiting.push({ ref, resolve });
    });
  }

  async #ask(): Promise<void> {
    const asked = this.#waiting;
    this.#waiting = [];
    const stamps = await this.#read(asked.map(({ ref }) => ref));
    for (const [i, { resolve }] of asked.entries()) resolve(stamps[i]);
  }

  async #read(refs: readonly StudyRef[]): Promise<(string | undefined)[]> {
    if (!this.#index.isConnected) return [];
    return this.#index.stamps(refs).catch(() => []);
  }
}
