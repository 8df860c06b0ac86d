import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, answerOf, type Schemas } from '@wetread/client';
import type { Context } from '../context.ts';

export type Study = Schemas['Study'];
export type Summary = Schemas['Summary'];

export interface End {
  readonly study: string;
  readonly status: 'summarized' | 'refused' | 'failed' | 'deleted';
  readonly answer?: Study;
  readonly summary?: Summary;
}

const shortestPauseMs = 250;
const longestPauseMs = 5_000;
const atOnce = 4;

/**
 * Tells of studies as they end, by looking at those that have not, a few at once and ever less often while nothing happens.
 * Studies may be added until `sealed` is called.
 */
export class Ends {
  readonly #context: Context;
  readonly #told: (end: End) => void;
  readonly #open = new Set<string>();
  readonly #ended = new Set<string>();
  #sealed = false;

  constructor(context: Context, told: (end: End) => void) {
    this.#context = context;
    this.#told = told;
  }

  add(study: string): void {
    if (!this.#ended.has(study)) this.#open.add(study);
  }

  /** Nothing more is added. */
  seal(): void {
    this.#sealed = true;
  }

  get open(): readonly string[] {
    return [...this.#open];
  }

  /** Until every study has ended. @param signal gives up */
  async watch(signal: AbortSignal): Promise<void> {
    let pauseMs = shortestPauseMs;
    while (!this.#sealed || this.#open.size > 0) {
      const before = this.#ended.size;
      await this.#lookAtAll(signal);
      pauseMs = this.#ended.size > before ? shortestPauseMs : Math.min(longestPauseMs, pauseMs * 1.3);
      if (!this.#sealed || this.#open.size > 0) await sleep(pauseMs, undefined, { signal });
    }
  }

  async #lookAtAll(signal: AbortSignal): Promise<void> {
    const studies = this.#open.values();
    const lane = async () => {
      for (const study of studies) {
        signal.throwIfAborted();
        const end = await endOf(this.#context, study);
        if (!end) continue;
        this.#open.delete(study);
        this.#ended.add(study);
        this.#told(end);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  }
}

/** @returns undefined while the study is on its way */
async function endOf({ api, reading }: Context, study: string): Promise<End | undefined> {
  const params = { path: { id: study } };
  try {
    const answer = await answerOf(() => api.GET('/v1/studies/{id}', { params }), reading);
    if (answer.status === 'received' || answer.status === 'queued' || hasLateFiles(answer)) return undefined;
    if (answer.status !== 'summarized') return { study, status: answer.status, answer };
    const summary = await answerOf(() => api.GET('/v1/studies/{id}/summary', { params }), reading);
    return { study, status: answer.status, answer, summary };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return { study, status: 'deleted' };
    throw error;
  }
}

/** What came after the newest revision was fixed makes another one. */
function hasLateFiles({ images, refusals, timings }: Study): boolean {
  const fixed = timings.assembledAt ?? '';
  return [...images.map((image) => image.receivedAt), ...refusals.map(({ at }) => at)].some((time) => time > fixed);
}
