import type { StudyRef } from '@wetread/studies';
import type { Redis } from 'ioredis';

const key = 'wr:stops';
/** Orders kept for readers that were away for a moment. */
const kept = 10_000;

/** A revision of a study whose reading is to stop. */
export interface StopOrder extends StudyRef {
  readonly revision: number;
}

/**
 * Tells the processes that read studies to stop some, in a Redis stream. It only makes the stop quick: that the reading
 * was stopped is in storage, which is looked at before each reading, so a lost order costs one needless answer (I1).
 */
export class StopOrders {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async give({ tenant, study, revision }: StopOrder): Promise<void> {
    await this.#redis.xadd(key, 'MAXLEN', '~', kept, '*', 'of', `${tenant}/${study}/${revision}`);
  }

  /** Where a reader begins that wants the orders from now on. */
  async latest(): Promise<string> {
    const [last] = await this.#redis.xrevrange(key, '+', '-', 'COUNT', 1);
    return last?.[0] ?? '0-0';
  }

  /** @returns the orders after a place in the stream, and the place after them */
  async after(place: string): Promise<{ readonly orders: StopOrder[]; readonly place: string }> {
    const entries = await this.#redis.xrange(key, `(${place}`, '+', 'COUNT', 1_000);
    const orders = entries.map(([, fields]) => {
      const [tenant = '', study = '', revision = ''] = (fields[1] ?? '').split('/');
      return { tenant, study, revision: Number(revision) };
    });
    return { orders, place: entries.at(-1)?.[0] ?? place };
  }
}
