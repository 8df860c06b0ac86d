interface Outage {
  failures: number;
  /** Until then nobody tries. */
  until: number;
  /** After that one does, and the others wait for what comes of it. */
  probing: boolean;
}

const firstMs = 1_000;
const longestMs = 60_000;

/**
 * Keeps what is to be sent to a receiver that is down away from it: one probe at a time, ever more rarely, and none of the
 * others spends an attempt. Kept in memory: each process finds out by itself, at the price of one attempt.
 */
export class Breaker {
  readonly #outages = new Map<string, Outage>();

  /** @returns milliseconds after which to ask again; undefined where the caller may try, and has to tell by `leave` */
  enter(id: string, now = Date.now()): number | undefined {
    const outage = this.#outages.get(id);
    if (!outage) return undefined;
    if (now >= outage.until && !outage.probing) {
      outage.probing = true;
      return undefined;
    }
    // Spread out, so that those who wait do not all return at once.
    return Math.round(Math.max(outage.until - now, firstMs) * (1 + Math.random()));
  }

  /** @param down undefined where it was not found out */
  leave(id: string, down: boolean | undefined, now = Date.now()): void {
    const outage = this.#outages.get(id);
    if (down === false) this.#outages.delete(id);
    if (down === undefined && outage) outage.probing = false;
    // Of those that were under way at once the first has counted.
    if (!down || (outage && now < outage.until)) return;
    const failures = (outage?.failures ?? 0) + 1;
    const until = now + Math.min(firstMs * 2 ** (failures - 1), longestMs);
    this.#outages.set(id, { failures, until, probing: false });
  }
}
