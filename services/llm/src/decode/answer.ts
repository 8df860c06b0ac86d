import { DetokenizerStream, type Tokenizer } from '@wetread/model';
import { StopMatcher } from './stop-matcher.ts';

/** The text of one request as its tokens come. */
export class Answer {
  /** Tokens whose text ends before the stop. */
  readonly ids: number[] = [];
  text = '';
  readonly #detokenizer: DetokenizerStream;
  readonly #stop: StopMatcher;
  /** Length of the text after each token, held back or not. */
  readonly #ends: number[] = [];
  #length = 0;

  constructor(tokenizer: Tokenizer, stops: readonly string[]) {
    this.#detokenizer = new DetokenizerStream(tokenizer);
    this.#stop = new StopMatcher(stops);
  }

  /** @returns the text that became certain, and whether a stop string ends it */
  push(id: number): { readonly piece: string; readonly stopped: boolean } {
    const spoken = this.#detokenizer.push(id);
    this.ids.push(id);
    this.#length += spoken.length;
    this.#ends.push(this.#length);
    return this.#take(spoken);
  }

  /** @returns the text held back until now */
  end(): string {
    const { piece, stopped } = this.#take(this.#detokenizer.end());
    return stopped ? piece : piece + this.#keep(this.#stop.end());
  }

  #take(spoken: string): { readonly piece: string; readonly stopped: boolean } {
    const { text, stopped } = this.#stop.push(spoken);
    const piece = this.#keep(text);
    if (stopped) this.ids.length = this.#ends.filter((end) => end <= this.text.length).length;
    return { piece, stopped };
  }

  #keep(text: string): string {
    this.text += text;
    return text;
  }
}
