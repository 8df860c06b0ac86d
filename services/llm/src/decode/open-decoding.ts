import type { WetreadError } from '@wetread/contracts';
import type { Decoded, DecodeRequest, Decoding } from './decoder.ts';

/** One request at the caller's side: its pieces, its end, and what is needed to run it again. */
export class OpenDecoding implements Decoding {
  readonly request: DecodeRequest;
  readonly result: Promise<Decoded>;
  readonly pieces: ReadableStream<string>;
  /** Workers that took this request. */
  attempts = 0;
  readonly #settle: PromiseWithResolvers<Decoded>;
  readonly #onEnd: () => void;
  #sink: ReadableStreamDefaultController<string> | undefined;
  /** Characters given out, and of these how many a second run still has to repeat. */
  #given = 0;
  #repeated = 0;

  constructor(request: DecodeRequest, onEnd: () => void) {
    this.request = request;
    this.#onEnd = onEnd;
    this.#settle = Promise.withResolvers();
    this.result = this.#settle.promise;
    // A caller may read the pieces alone.
    this.result.catch(() => {});
    this.pieces = new ReadableStream({
      start: (sink) => {
        this.#sink = sink;
      },
      cancel: () => {
        this.#sink = undefined;
      },
    });
  }

  /** The next run repeats the same text, for a request with its seed is deterministic. */
  restart(): void {
    this.#repeated = this.#given;
  }

  piece(text: string): void {
    const known = Math.min(this.#repeated, text.length);
    this.#repeated -= known;
    if (known === text.length) return;
    this.#given += text.length - known;
    this.#sink?.enqueue(text.slice(known));
  }

  finish(decoded: Decoded): void {
    this.#settle.resolve(decoded);
    this.#sink?.close();
    this.#onEnd();
  }

  fail(error: WetreadError): void {
    this.#settle.reject(error);
    this.#sink?.error(error);
    this.#onEnd();
  }
}
