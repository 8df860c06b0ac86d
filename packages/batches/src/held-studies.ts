import type { StudyRef } from '@wetread/studies';
import type { Redis } from 'ioredis';

const key = 'wr:held';
const member = ({ tenant, study }: StudyRef) => `${tenant}/${study}`;

/**
 * Studies that wait for a window, in Redis beside the pending ones: they are not work that is under way, and are looked
 * at now and then, so that none is forgotten whatever becomes of its batch.
 */
export class HeldStudies {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async add(ref: StudyRef, now = Date.now()): Promise<void> {
    await this.#redis.zadd(key, now, member(ref));
  }

  async remove(ref: StudyRef): Promise<void> {
    await this.#redis.zrem(key, member(ref));
  }

  count(): Promise<number> {
    return this.#redis.zcard(key);
  }

  /** Those that nothing has looked at for `idleMs`, the oldest first. */
  async stale(idleMs: number, limit: number): Promise<StudyRef[]> {
    const max = String(Date.now() - idleMs);
    const found = await this.#redis.zrange(key, '-inf', max, 'BYSCORE', 'LIMIT', 0, limit);
    return found.map((text) => {
      const [tenant = '', study = ''] = text.split('/');
      return { tenant, study };
    });
  }
}
