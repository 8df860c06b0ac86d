import type { Sampling } from './decoder.ts';
import { SeededRandom } from './random.ts';

/** Memory for one choice at a time, shared by all samplers of a thread so that a token costs no allocation. */
export class SamplerScratch {
  readonly probabilities: Float64Array;
  readonly candidates: Uint32Array;

  constructor(vocab: number) {
    this.probabilities = new Float64Array(vocab);
    this.candidates = new Uint32Array(vocab);
  }
}

/** Chooses one request's next tokens. */
export class Sampler {
  readonly #sampling: Sampling;
  readonly #scratch: SamplerScratch;
  readonly #random: SeededRandom;
  readonly #seen = new Set<number>();

  constructor(sampling: Sampling, scratch: SamplerScratch) {
    this.#sampling = sampling;
    this.#scratch = scratch;
    this.#random = new SeededRandom(sampling.seed);
  }

  /**
   * @param logits [vocab]; changed where a repetition penalty applies
   * @returns the token's id; -1 where a logit is not a number or nothing is finite
   */
  next(logits: Float32Array): number {
    this.#penalize(logits);
    const best = argmax(logits);
    const id = best < 0 || this.#sampling.temperature === 0 ? best : this.#draw(logits, logits[best] as number);
    if (this.#sampling.repetitionPenalty !== 1) this.#seen.add(id);
    return id;
  }

  #penalize(logits: Float32Array): void {
    const penalty = this.#sampling.repetitionPenalty;
    for (const id of this.#seen) {
      const logit = logits[id] as number;
      logits[id] = logit > 0 ? logit / penalty : logit * penalty;
    }
  }

  #draw(logits: Float32Array, top: number): number {
    const { probabilities } = this.#scratch;
    const { temperature, topP } = this.#sampling;
    let sum = 0;
    for (let id = 0; id < logits.length; id++) {
      sum += probabilities[id] = Math.exp(((logits[id] as number) - top) / temperature);
    }
    return topP < 1 ? this.#drawNucleus(sum, topP) : this.#drawAny(sum);
  }

  #drawAny(sum: number): number {
    const { probabilities } = this.#scratch;
    let left = this.#random.next() * sum;
    for (let id = 0; id < probabilities.length; id++) {
      left -= probabilities[id] as number;
      if (left < 0) return id;
    }
    return argmax(probabilities);
  }

  #drawNucleus(sum: number, topP: number): number {
    const { probabilities } = this.#scratch;
    const nucleus = this.#likely(sum, topP);
    let size = 0;
    let mass = 0;
    while (size < nucleus.length && mass < topP * sum) mass += probabilities[nucleus[size++] as number] as number;
    let left = this.#random.next() * mass;
    for (let place = 0; place < size; place++) {
      left -= probabilities[nucleus[place] as number] as number;
      if (left < 0) return nucleus[place] as number;
    }
    return nucleus[0] as number;
  }

  /**
   * Tokens that may belong to the nucleus, likeliest first. All tokens below the floor together weigh less than what
   * the nucleus leaves out, so none of them is in it, and few are left to sort.
   */
  #likely(sum: number, topP: number): Uint32Array {
    const { probabilities, candidates } = this.#scratch;
    const floor = ((1 - topP) * sum) / probabilities.length;
    let count = 0;
    for (let id = 0; id < probabilities.length; id++) {
      if ((probabilities[id] as number) >= floor) candidates[count++] = id;
    }
    const likely = candidates.subarray(0, count);
    return likely.sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b);
  }
}

function argmax(values: Float32Array | Float64Array): number {
  let best = -1;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value > most) {
      most = value;
      best = i;
    } else if (Number.isNaN(value)) return -1;
  }
  return most === Number.POSITIVE_INFINITY ? -1 : best;
}
