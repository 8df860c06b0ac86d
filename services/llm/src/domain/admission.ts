import { WetreadError } from '@wetread/contracts';

/** Bounds what is under way at once (I6): what comes on top is told to come again, instead of waiting unseen. */
export class Admission {
  readonly #most: number;
  #underWay = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** @throws WetreadError `overloaded` with a retry hint */
  async within<T>(work: () => Promise<T>): Promise<T> {
    if (this.#underWay >= this.#most) {
      const message = `${this.#underWay} questions are being answered already; no more are taken`;
      throw new WetreadError('overloaded', message, { retryAfterS: 2 });
    }
    this.#underWay++;
    try {
      return await work();
    } finally {
      this.#underWay--;
    }
  }
}
