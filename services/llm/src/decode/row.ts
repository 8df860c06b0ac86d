import { sha256, WetreadError } from '@wetread/contracts';
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

  /** Positions that the cache may have to hold for this row. */
  get mostPositions(): number {
    return this.#promptLength + this.#mostTokens;
  }

  /** New positions that can run now: the rest of the shared beginning, the rest of the prompt, or one token. */
  get ready(): number {
    const { sharedPositions = 0 } = this.request;
    const end = this.length < sharedPositions ? sharedPositions : this.#promptLength;
    return Math.max(end - this.length, 1);
  }

  get inPrompt(): boolean {
    return this.length < this.#promptLength;
  }

  /** Tokens that were chosen before the row lost its cache are run again, each as it was run then. */
  get repeating(): boolean {
    return this.length < this.#promptLength + this.#parts.answer.ids.length;
  }

  start(): void {
    this.#startedAt ||= performance.now();
  }

  /** The beginning of the prompt that other requests share, as what tells it apart; undefined where there is none. */
  sharedKey(): string | undefined {
    const { sharedPositions = 0, embeddings } = this.request;
    if (sharedPositions === 0) return undefined;
    const { buffer, byteOffset } = embeddings;
    return sha256(new Uint8Array(buffer, byteOffset, sharedPositions * this.#parts.embeddings.width * 4));
  }

  /** Writes the embeddings of the next `count` positions into `out` from element `at` on. */
  copyNext(out: Float32Array, at: number, count: number): void {
    const { embeddings } = this.#parts;
    const from = this.length * embeddings.width;
    if (this.inPrompt) out.set(this.request.embeddings.subarray(from, from + count * embeddings.width), at);
    else embeddings.copy(this.#parts.answer.ids[this.length - this.#promptLength] as number, out, at);
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
      if (answer.ids.length < this.#mostTokens) return undefined;
    }
    const generated = answer.ids.length;
    answer.end();
    if (id === eosId) return 'eos';
    return generated === this.request.maxNewTokens ? 'length' : 'context';
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
