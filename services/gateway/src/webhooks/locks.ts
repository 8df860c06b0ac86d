import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WetreadError } from '@wetread/contracts';
import { withRedis } from '@wetread/queues';
import type { Redis } from 'ioredis';

const longestHoldMs = 10_000;
const longestWaitMs = 5_000;
const release = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

/**
 * One change of a record at a time, over all replicas: records are read and written whole, and of two changes at once
 * one would be lost, such as the new secret of a rotation.
 */
export class Locks {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** @throws WetreadError overloaded where others keep the lock, queue_unavailable */
  async during<T>(name: string, work: () => Promise<T>): Promise<T> {
    const key = `wr:lock:${name}`;
    const token = randomUUID();
    await this.#take(key, token);
    try {
      return await work();
    } finally {
      // It ends by itself where Redis is away now.
      await this.#redis.eval(release, 1, key, token).catch(() => {});
    }
  }

  async #take(key: string, token: string): Promise<void> {
    const deadline = Date.now() + longestWaitMs;
    const tryIt = () => withRedis('taking a lock', () => this.#redis.set(key, token, 'PX', longestHoldMs, 'NX'));
    while ((await tryIt()) === null) {
      if (Date.now() > deadline) {
        throw new WetreadError('overloaded', 'Others are changing this; try again.', { retryAfterS: 1 });
      }
      await sleep(20 + Math.random() * 30);
    }
  }
}
