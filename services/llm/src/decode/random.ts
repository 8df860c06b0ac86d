const GAMMA = 0x9e3779b9;

/** A repeatable stream of numbers in [0, 1): a Weyl sequence whose steps are mixed until every bit depends on all. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    // Both halves of a seed beyond 32 bits count, and neighbouring seeds start far apart.
    this.#state = mix(mix(seed >>> 0) ^ Math.floor(seed / 2 ** 32));
  }

  next(): number {
    this.#state = (this.#state + GAMMA) | 0;
    return (mix(this.#state) >>> 0) / 2 ** 32;
  }
}

function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return bits ^ (bits >>> 16);
}
