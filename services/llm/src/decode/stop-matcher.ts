/**
 * Finds the first stop string in text that comes in pieces, wherever the pieces are cut. Text that may be the start of
 * a stop string is held back until that is decided.
 */
export class StopMatcher {
  readonly #stops: readonly string[];
  #held = '';

  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  /** @returns the text that is certain, and whether a stop string follows it */
  push(piece: string): { readonly text: string; readonly stopped: boolean } {
    const text = this.#held + piece;
    const at = this.#firstStop(text);
    if (at >= 0) {
      this.#held = '';
      return { text: text.slice(0, at), stopped: true };
    }
    const certain = text.length - this.#undecidedLength(text);
    this.#held = text.slice(certain);
    return { text: text.slice(0, certain), stopped: false };
  }

  /** @returns what is held back, for no more text comes */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }

  #firstStop(text: string): number {
    const places = this.#stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
    return places.length > 0 ? Math.min(...places) : -1;
  }

  /** Length of the longest end of the text that begins a stop string. */
  #undecidedLength(text: string): number {
    return Math.max(0, ...this.#stops.map((stop) => overlap(text, stop)));
  }
}

function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--) {
    if (text.endsWith(stop.slice(0, length))) return length;
  }
  return 0;
}
