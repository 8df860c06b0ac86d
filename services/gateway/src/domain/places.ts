import type { Verdict } from './delivery.ts';

export interface PlacesOptions {
  /** Requests under way to one endpoint at once. */
  readonly perEndpoint: number;
  /** Requests under way in all. */
  readonly total: number;
}

interface Endpoint {
  underWay: number;
  /** Of them at once: few for one that has not answered yet, twice as many after each quick answer. */
  limit: number;
  /** Of the last finished attempt. */
  latencyMs: number;
  lastStartAt: number;
  /** Its last request has been under way for longer than the one before took. */
  hanging: boolean;
  /** When, by that latency, a place comes free for the next one who was sent away. */
  freeAt: number;
  slow: boolean;
}

/** Who leaves may say what came of it; where the attempt broke off on our side, there is nothing to say. */
export type Place = { readonly leave: (verdict?: Verdict) => void } | { readonly comeBackInMs: number };

const slowMs = 1_000;
const firstLimit = 2;
const shortestWaitMs = 20;
const longestWaitMs = 60_000;

/**
 * Who may send now. Nobody waits here: a delivery that finds its endpoint's places taken goes back to the queue, so
 * that a slow receiver cannot fill the worker, nor many that begin to hang at once. An endpoint that answers slowly
 * keeps a single place until it is quick again, and all slow ones together at most half of all places.
 */
export class Places {
  readonly #options: PlacesOptions;
  readonly #endpoints = new Map<string, Endpoint>();
  #slowUnderWay = 0;

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  enter(id: string, now = Date.now()): Place {
    const endpoint = this.#endpoints.get(id) ?? {
      underWay: 0,
      limit: firstLimit,
      latencyMs: 50,
      lastStartAt: 0,
      hanging: false,
      freeAt: 0,
      slow: false,
    };
    this.#endpoints.set(id, endpoint);
    const { slow } = endpoint;
    if (this.#isFull(endpoint)) return { comeBackInMs: this.#sendAway(endpoint, now) };
    endpoint.underWay++;
    endpoint.lastStartAt = now;
    if (slow) this.#slowUnderWay++;
    return {
      leave: () => {
        if (slow) this.#slowUnderWay--;
        this.#left(id, endpoint, now);
      },
    };
  }

  #isFull({ underWay, limit, slow }: Endpoint): boolean {
    if (!slow) return underWay >= Math.min(limit, this.#options.perEndpoint);
    return underWay >= 1 || this.#slowUnderWay >= this.#options.total / 2;
  }

  /** Each one sent away gets a later moment than the one before, so that they return one after another. */
  #sendAway(endpoint: Endpoint, now: number): number {
    const share = endpoint.slow ? 1 : Math.min(endpoint.limit, this.#options.perEndpoint);
    // Of one that hangs nothing is known but for how long: those it cannot take come back ever more rarely.
    const ageMs = now - endpoint.lastStartAt;
    endpoint.hanging = ageMs > endpoint.latencyMs;
    endpoint.freeAt = Math.max(endpoint.freeAt, now) + Math.max(endpoint.latencyMs, ageMs) / share;
    const waitMs = Math.min(Math.max(endpoint.freeAt - now, shortestWaitMs), longestWaitMs);
    return Math.round(waitMs * (0.75 + Math.random() / 2));
  }

  #left(id: string, endpoint: Endpoint, since: number): void {
    const now = Date.now();
    endpoint.underWay--;
    endpoint.latencyMs = now - since;
    const wasSlow = endpoint.slow || endpoint.hanging;
    endpoint.hanging = false;
    endpoint.slow = endpoint.latencyMs > slowMs;
    endpoint.limit = endpoint.slow ? firstLimit : Math.min(endpoint.limit * 2, this.#options.perEndpoint);
    // What was reckoned with the slow answers no longer holds.
    if (wasSlow && !endpoint.slow) endpoint.freeAt = now;
    if (endpoint.underWay === 0 && !endpoint.slow && endpoint.freeAt <= now) this.#endpoints.delete(id);
  }
}
