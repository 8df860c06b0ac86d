import { Recent } from '@wetread/accounts';
import { keys, type StudyRef, type StudyStore } from '@wetread/studies';
import { summaryAnswerOf, summaryTextOf } from '../transport/http/study-answers.ts';
import type { Stamps } from './stamps.ts';

/** The newest summary of a study, as it is sent. */
export interface SummaryBodies {
  readonly json: string;
  readonly text: string;
}

interface Kept extends SummaryBodies {
  readonly stamp: string;
  /** When storage was last seen to have the study; milliseconds since 1970. */
  seenAt: number;
}

export interface SummariesOptions {
  /** Summaries held; each is a few kilobytes. */
  readonly maxEntries?: number;
  /** How long one is believed, should the process that made a revision have died before it wrote the study's row. */
  readonly ttlMs?: number;
  /** As long for a deletion that was broken off: so often storage is asked whether the study is still there. */
  readonly lookAgainMs?: number;
}

/**
 * Summaries by study, from storage (I1) or from a bounded memory. What is remembered counts only under the stamp that the
 * study's row in Redis had before storage was read: a new revision, a new result and a deletion change the row before
 * anyone is told of them, through whichever replica they came. Without a row, or without Redis, storage is read.
 */
export class Summaries {
  readonly #store: StudyStore;
  readonly #stamps: Stamps;
  readonly #kept: Recent<Kept>;
  readonly #ttlMs: number;
  readonly #lookAgainMs: number;

  constructor(store: StudyStore, stamps: Stamps, options: SummariesOptions = {}) {
    const { maxEntries = 5_000, ttlMs = 60_000, lookAgainMs = 10_000 } = options;
    this.#store = store;
    this.#stamps = stamps;
    this.#kept = new Recent(maxEntries);
    this.#ttlMs = ttlMs;
    this.#lookAgainMs = lookAgainMs;
  }

  /** @returns undefined where the study is not there or has no summary. @throws WetreadError storage_unavailable */
  async find(ref: StudyRef): Promise<SummaryBodies | undefined> {
    const name = `${ref.tenant}/${ref.study}`;
    const stamp = await this.#stamps.of(ref);
    const seenAt = Date.now();
    const kept = stamp === undefined ? undefined : this.#kept.get(name);
    if (kept && kept.stamp === stamp) {
      const isFresh = seenAt - kept.seenAt < this.#lookAgainMs;
      if (isFresh || (await this.#isThere(ref, kept, seenAt))) return kept;
    }
    const bodies = await this.#read(ref);
    if (bodies && stamp !== undefined) this.#kept.set(name, { ...bodies, stamp, seenAt }, this.#ttlMs);
    return bodies;
  }

  async #isThere(ref: StudyRef, kept: Kept, now: number): Promise<boolean> {
    if (!(await this.#store.storage.has(keys.studyKey(ref)))) return false;
    kept.seenAt = now;
    return true;
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
