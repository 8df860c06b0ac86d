import { Recent } from '@wetread/accounts';
import type { StudyIndex, StudyRef, StudyStore } from '@wetread/studies';
import { summaryAnswerOf, summaryTextOf } from '../transport/http/study-answers.ts';

/** The newest summary of a study, as it is sent. */
export interface SummaryBodies {
  readonly json: string;
  readonly text: string;
}

interface Kept extends SummaryBodies {
  readonly stamp: string;
}

export interface SummariesOptions {
  /** Summaries held; each is a few kilobytes. */
  readonly maxEntries?: number;
  /** How long one is believed, should the process that changed a study have died before it wrote the study's row. */
  readonly ttlMs?: number;
}

/**
 * Summaries by study, from storage (I1) or from a bounded memory. What is remembered counts only under the stamp that the
 * study's row in Redis had before storage was read: a new revision, a new result and a deletion change the row before
 * anyone is told of them, through whichever replica they came. Without a row, or without Redis, storage is read.
 */
export class Summaries {
  readonly #store: StudyStore;
  readonly #index: StudyIndex;
  readonly #kept: Recent<Kept>;
  readonly #ttlMs: number;

  constructor(store: StudyStore, index: StudyIndex, { maxEntries = 5_000, ttlMs = 10_000 }: SummariesOptions = {}) {
    this.#store = store;
    this.#index = index;
    this.#kept = new Recent(maxEntries);
    this.#ttlMs = ttlMs;
  }

  /** @returns undefined where the study is not there or has no summary. @throws WetreadError storage_unavailable */
  async find(ref: StudyRef): Promise<SummaryBodies | undefined> {
    const name = `${ref.tenant}/${ref.study}`;
    const stamp = await this.#stamp(ref);
    const kept = stamp === undefined ? undefined : this.#kept.get(name);
    if (kept && kept.stamp === stamp) return kept;
    const bodies = await this.#read(ref);
    if (bodies && stamp !== undefined) this.#kept.set(name, { ...bodies, stamp }, this.#ttlMs);
    return bodies;
  }

  async #stamp(ref: StudyRef): Promise<string | undefined> {
    if (!this.#index.isConnected) return undefined;
    // A summary can be read without Redis; it only takes longer.
    return this.#index.stamp(ref).catch(() => undefined);
  }

  async #read(ref: StudyRef): Promise<SummaryBodies | undefined> {
    const [study, newest, result] = await Promise.all([
      this.#store.findStudy(ref),
      this.#store.newestRevision(ref),
      this.#store.findNewestResult(ref),
    ]);
    if (!study || !result) return undefined;
    return { json: JSON.stringify(summaryAnswerOf(result, newest)), text: summaryTextOf(result) };
  }
}
