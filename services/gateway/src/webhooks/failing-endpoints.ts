import type { Redis } from 'ioredis';

/** Between two attempts lie at most 24 hours; after a longer silence nothing is known of the receiver, and the count begins anew. */
const silenceMs = 48 * 3_600_000;

/**
 * Since when each endpoint has failed without a success. Kept in Redis alone: where it is lost the count begins anew, and
 * an endpoint is disabled later, never sooner.
 */
export class FailingEndpoints {
  readonly #redis: Redis;
  readonly #disableAfterMs: number;

  constructor(redis: Redis, disableAfterMs: number) {
    this.#redis = redis;
    this.#disableAfterMs = disableAfterMs;
  }

  /** @returns whether it has failed for so long that it is to be disabled */
  async failed(endpoint: string, now = Date.now()): Promise<boolean> {
    const key = keyOf(endpoint);
    await this.#redis.set(key, now, 'PX', silenceMs, 'NX');
    const since = Number(await this.#redis.get(key));
    await this.#redis.pexpire(key, silenceMs);
    return since > 0 && now - since >= this.#disableAfterMs;
  }

  async succeeded(endpoint: string): Promise<void> {
    await this.#redis.del(keyOf(endpoint));
  }
}

const keyOf = (endpoint: string): string => `wr:webhook-failing:${endpoint}`;
