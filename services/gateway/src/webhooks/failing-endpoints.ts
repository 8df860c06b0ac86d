import type { Redis } from 'ioredis';
import { SharedLooks } from './shared-looks.ts';

/** Between two attempts lie at most 24 hours; after a longer silence nothing is known of the receiver, and the count begins anew. */
const silenceMs = 48 * 3_600_000;

/**
 * Since when each endpoint has failed without a success. Kept in Redis alone: where it is lost the count begins anew, and
 * an endpoint is disabled later, never sooner.
 */
export class FailingEndpoints {
  readonly #redis: Redis;
  readonly #disableAfterMs: number;
  readonly #forgetting = new SharedLooks<void>();
  #succeeded = new Set<string>();

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

  /** Those of one moment are told together. */
  succeeded(endpoint: string): Promise<void> {
    this.#succeeded.add(endpoint);
    return this.#forgetting.share('', () => this.#forget());
  }

  async #forget(): Promise<void> {
    const succeeded = [...this.#succeeded];
    this.#succeeded = new Set();
    await this.#redis.del(succeeded.map(keyOf));
  }
}

const keyOf = (endpoint: string): string => `wr:webhook-failing:${endpoint}`;
