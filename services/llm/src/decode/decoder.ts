import type { WorkPriority } from '@wetread/contracts';

export interface Sampling {
  /** 0 is greedy, and then `topP` and `seed` have no effect. */
  readonly temperature: number;
  /** Smallest set of likeliest tokens whose probability reaches this, above 0 and at most 1. */
  readonly topP: number;
  /** Divides positive and multiplies negative logits of tokens already generated; 1 changes nothing. */
  readonly repetitionPenalty: number;
  /** Whole number; the same request with the same seed gives the same tokens. */
  readonly seed: number;
}

export interface DecodeRequest {
  /** The prompt, [S, width] row by row. It must not change before the result is there. */
  readonly embeddings: Float32Array;
  /** Positions at the prompt's beginning that many requests have in common; an engine may compute them once for all. */
  readonly sharedPositions?: number;
  readonly sampling: Sampling;
  /** Decoding ends at the first occurrence of one of these in the text, which is cut there. */
  readonly stop: readonly string[];
  readonly maxNewTokens: number;
  /** Interactive requests pass all that wait, urgent ones the routine ones. */
  readonly priority: WorkPriority;
  /** Gives the place in the batch back within one step; the result is then `cancelled`. */
  readonly signal?: AbortSignal;
}

/** `eos` and `stop` are the model's own ends; `length` is `maxNewTokens`, `context` the end of the context. */
export type StopReason = 'eos' | 'stop' | 'length' | 'context';

export interface DecodeTimings {
  /** Milliseconds from the call to the first computation. */
  readonly queueMs: number;
  /** Milliseconds from there to the first token. */
  readonly prefillMs: number;
  /** Milliseconds from the first token to the last. */
  readonly decodeMs: number;
}

export interface Decoded {
  /** Generated tokens up to and without the stop. */
  readonly ids: readonly number[];
  /** Their text, cut at the stop string and trimmed. */
  readonly text: string;
  readonly stopReason: StopReason;
  readonly timings: DecodeTimings;
}

export interface Decoding {
  /** Pieces of the text as they become certain; joined and trimmed they are the result's text. Read at most once. */
  readonly pieces: AsyncIterable<string>;
  /**
   * @throws WetreadError `cancelled`, `draining`, `decoder_unavailable`, or `embedding_invalid` where the model gives
   * logits that are not finite
   */
  readonly result: Promise<Decoded>;
}

export interface DecoderDescription {
  readonly engine: string;
  /** Values in one embedding. */
  readonly width: number;
  /** Positions of prompt and answer together. */
  readonly contextLength: number;
  /** Requests decoded at the same time. */
  readonly maxBatch: number;
  /** Requests that may wait beside those. */
  readonly maxWaiting: number;
}

/** Prompt embeddings in, text out: the one face of every decoding engine. */
export interface Decoder {
  /**
   * @throws WetreadError at once: `context_too_long`, `embedding_invalid` (wrong width, empty, not finite),
   * `sampling_invalid`, `invalid_request` (`maxNewTokens` below 1), `overloaded` (too many wait), `draining`
   */
  decode(request: DecodeRequest): Decoding;
  describe(): DecoderDescription;
  /** Whether it can decode now. @throws WetreadError `decoder_unavailable`, `bundle_mismatch` */
  check(): Promise<void>;
  /** Requests under way end as `draining`. */
  close(): Promise<void>;
}
