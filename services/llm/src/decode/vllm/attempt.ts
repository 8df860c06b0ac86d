import { WetreadError } from '@wetread/contracts';
import type { Tokenizer } from '@wetread/model';
import { Answer } from '../answer.ts';
import type { Decoded, DecodeRequest, StopReason } from '../decoder.ts';
import type { Choice } from './completion.ts';
import { gone } from './faults.ts';

export interface AttemptParts {
  readonly tokenizer: Tokenizer;
  readonly eosId: number;
  /** When the request was made; `performance.now()`. */
  readonly askedAt: number;
}

/** One run of a request on the server: tokens in, text out by the same rules as in every other engine. */
export class Attempt {
  readonly #answer: Answer;
  readonly #request: DecodeRequest;
  readonly #parts: AttemptParts;
  readonly #startedAt = performance.now();
  #firstTokenAt = 0;
  #generated = 0;
  #end: StopReason | undefined;

  constructor(request: DecodeRequest, parts: AttemptParts) {
    this.#request = request;
    this.#parts = parts;
    this.#answer = new Answer(parts.tokenizer, request.stop);
  }

  /** What is certain of the text. */
  get text(): string {
    return this.#answer.text;
  }

  /**
   * @returns whether the answer has ended
   * @throws VllmFault where the server gave the answer up
   * @throws WetreadError `embedding_invalid` where the model's numbers are not finite
   */
  take(choice: Choice): boolean {
    for (const [i, id] of choice.token_ids.entries()) {
      if (choice.logprobs?.token_logprobs[i] === null) {
        throw new WetreadError('embedding_invalid', 'The decoder gives no finite logits for this prompt');
      }
      if (this.#push(id)) return true;
    }
    if (choice.finish_reason) this.#finish(choice);
    return this.#end !== undefined;
  }

  #push(id: number): boolean {
    this.#firstTokenAt ||= performance.now();
    if (id === this.#parts.eosId) return this.#endAs('eos');
    this.#generated++;
    if (!this.#answer.push(id)) return false;
    this.#end = 'stop';
    return true;
  }

  #finish({ finish_reason, stop_reason }: Choice): void {
    if (finish_reason === 'length') {
      this.#endAs(this.#generated >= this.#request.maxNewTokens ? 'length' : 'context');
    } else if (finish_reason === 'stop') this.#endAs(typeof stop_reason === 'string' ? 'stop' : 'eos');
    else throw gone(`ended the answer as ${finish_reason === 'abort' ? 'aborted' : 'failed'}`);
  }

  #endAs(reason: StopReason): boolean {
    this.#answer.end();
    this.#end = reason;
    return true;
  }

  /** @throws VllmFault where the stream ended before the answer */
  decoded(): Decoded {
    if (!this.#end) throw gone('ended the stream before the answer');
    const { ids, text } = this.#answer;
    const firstTokenAt = this.#firstTokenAt || performance.now();
    const timings = {
      queueMs: this.#startedAt - this.#parts.askedAt,
      prefillMs: firstTokenAt - this.#startedAt,
      decodeMs: performance.now() - firstTokenAt,
    };
    return { ids, text: text.trim(), stopReason: this.#end, timings };
  }
}
