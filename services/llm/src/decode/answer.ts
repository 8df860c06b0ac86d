import { DetokenizerStream, type Tokenizer } from '@wetread/model';
import { StopMatcher } from './stop-matcher.ts';

/** The text of one request as its tokens come. */
export class Answer {
  /** Tokens whose text ends before the stop. */
  readonly ids: number[] = [];
  /** What is certain of the text. */
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

  /** @returns whether a stop string ends the text */
  push(id: number): boolean {
    const spoken = this.#detokenizer.push(id);
    this.ids.push(id);
    this.#length += spoken.length;
    this.#ends.push(this.#length);
    return this.#take(spoken);
  }

  /** Takes up the text that was held back. */
  end(): void {
    if (!this.#take(this.#detokenizer.end())) this.text += this.#stop.end();
  }

  #take(spoken: string): boolean {
    const { text, stopped } = this.#stop.push(spoken);
    this.text += text;
    if (stopped) this.ids.length = this.#ends.filter((end) => end <= this.text.length).length;
    return stopped;
  }
}
