import { WetreadError } from '@wetread/contracts';
import type { TokenEmbeddings } from '@wetread/model';
import type { Answer } from './answer.ts';
import type { Decoded, DecodeRequest, StopReason } from './decoder.ts';
import type { Sampler } from './sampler.ts';

/** What can cross a thread: the signal stays with the caller. */
export type RowRequest = Omit<DecodeRequest, 'signal'>;

export interface RowParts {
  readonly embeddings: TokenEmbeddings;
  readonly sampler: Sampler;
  readonly answer: Answer;
  readonly contextLength: number;
  readonly eosId: number;
}

/** One request in the batch: what it puts into the next run, and what it makes of the run's logits. */
export class Row {
  readonly request: RowRequest;
  /** Positions whose keys and values are in the cache. */
  length = 0;
  /** Somebody wants the text before its end. */
  listening: boolean;
  readonly #parts: RowParts;
  readonly #promptLength: number;
  readonly #mostTokens: number;
  #lastId = -1;
  #generated = 0;
  #taken = 0;
  readonly #queuedAt = performance.now();
  #startedAt = 0;
  #firstTokenAt = 0;

  constructor(request: RowRequest, listening: boolean, parts: RowParts) {
    this.request = request;
    this.listening = listening;
    this.#parts = parts;
    this.#promptLength = request.embeddings.length / parts.embeddings.width;
    this.#mostTokens = Math.min(request.maxNewTokens, parts.contextLength - this.#promptLength);
  }

  /** New positions that can run now: the rest of the prompt, or the last token. */
  get ready(): number {
    return Math.max(this.#promptLength - this.length, 1);
  }

  get inPrompt(): boolean {
    return this.length < this.#promptLength;
  }

  start(): void {
    this.#startedAt = performance.now();
  }

  /** Writes the embeddings of the next `count` positions into `out` from element `at` on. */
  copyNext(out: Float32Array, at: number, count: number): void {
    const { embeddings } = this.#parts;
    const from = this.length * embeddings.width;
    if (this.inPrompt) out.set(this.request.embeddings.subarray(from, from + count * embeddings.width), at);
    else embeddings.copy(this.#lastId, out, at);
  }

  /**
   * Chooses the next token.
   * @returns why decoding ends, where it does
   * @throws WetreadError `embedding_invalid` where the logits are not finite
   */
  accept(logits: Float32Array): StopReason | undefined {
    const { sampler, answer, eosId } = this.#parts;
    this.#firstTokenAt ||= performance.now();
    const id = sampler.next(logits);
    if (id < 0) throw new WetreadError('embedding_invalid', 'The decoder gives no finite logits for this prompt');
    if (id !== eosId) {
      if (answer.push(id)) return 'stop';
      this.#lastId = id;
      if (++this.#generated < this.#mostTokens) return undefined;
    }
    answer.end();
    if (id === eosId) return 'eos';
    return this.#generated === this.request.maxNewTokens ? 'length' : 'context';
  }

  /** The certain text that was not taken before. */
  takePiece(): string {
    const { text } = this.#parts.answer;
    const piece = text.slice(this.#taken);
    this.#taken = text.length;
    return piece;
  }

  decoded(stopReason: StopReason): Decoded {
    const { ids, text } = this.#parts.answer;
    const timings = {
      queueMs: this.#startedAt - this.#queuedAt,
      prefillMs: this.#firstTokenAt - this.#startedAt,
      decodeMs: performance.now() - this.#firstTokenAt,
    };
    return { ids, text: text.trim(), stopReason, timings };
  }
}
