import type { WetreadError } from '@wetread/contracts';
import type { Decoded, DecodeRequest, Decoding } from './decoder.ts';

export interface OpenDecodingEvents {
  onListen(): void;
  onEnd(): void;
}

/** One request at the caller's side: its pieces, its end, and what is needed to run it again. */
export class OpenDecoding implements Decoding {
  readonly id: number;
  readonly request: DecodeRequest;
  readonly result: Promise<Decoded>;
  /** Threads that took this request. */
  attempts = 0;
  readonly #settle: PromiseWithResolvers<Decoded>;
  readonly #events: OpenDecodingEvents;
  /** The text so far, and how much of it a second run still has to repeat. */
  #text = '';
  #repeated = 0;
  #stream: ReadableStream<string> | undefined;
  #sink: ReadableStreamDefaultController<string> | undefined;

  constructor(id: number, request: DecodeRequest, events: OpenDecodingEvents) {
    this.id = id;
    this.request = request;
    this.#events = events;
    this.#settle = Promise.withResolvers();
    this.result = this.#settle.promise;
    // A caller may read the pieces alone.
    this.result.catch(() => {});
  }

  /** Whoever asks for the pieces is sent them as they come; for the others no message is spent on a token. */
  get pieces(): ReadableStream<string> {
    this.#stream ??= this.#openStream();
    return this.#stream;
  }

  get listening(): boolean {
    return this.#stream !== undefined;
  }

  /** The next run repeats the same text, for a request with its seed is deterministic. */
  restart(): void {
    this.#repeated = this.#text.length;
  }

  piece(text: string): void {
    const known = Math.min(this.#repeated, text.length);
    this.#repeated -= known;
    const fresh = text.slice(known);
    this.#text += fresh;
    if (fresh) this.#sink?.enqueue(fresh);
  }

  finish(decoded: Decoded): void {
    this.#settle.resolve(decoded);
    this.#events.onEnd();
  }

  fail(error: WetreadError): void {
    this.#settle.reject(error);
    this.#events.onEnd();
  }

  #openStream(): ReadableStream<string> {
    return new ReadableStream({
      start: (sink) => {
        if (this.#text) sink.enqueue(this.#text);
        this.#sink = sink;
        this.result.then(
          () => this.#sink?.close(),
          (error) => this.#sink?.error(error),
        );
        this.#events.onListen();
      },
      cancel: () => {
        this.#sink = undefined;
      },
    });
  }
}
