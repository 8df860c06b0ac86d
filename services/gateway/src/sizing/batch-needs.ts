import { type BatchRef, type BatchView, refOf } from '@wetread/batches';
import { withRedis } from '@wetread/queues';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type BatchNeed, needOf } from './demand.ts';

const key = 'wr:batch:needs';
const fieldOf = ({ tenant, batch }: BatchRef) => `${tenant}/${batch}`;
/** A batch is looked at every few seconds; what is older says nothing any more, and its studies count as a whole. */
const freshMs = 60_000;

const stored = z.object({
  at: z.iso.datetime(),
  dueAt: z.iso.datetime(),
  released: z.number().nonnegative(),
  perSecond: z.number().positive().exactOptional(),
  atRisk: z.boolean(),
});

/**
 * What batches with a due time need, in Redis where every gateway finds it without reading all batches. Written at each step
 * of a batch, so it is there again seconds after it was lost (I1).
 */
export class BatchNeeds {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async tell(view: BatchView, now = new Date()): Promise<void> {
    const need = needOf(view, now);
    if (!need) return this.forget(refOf(view.batch));
    const field = fieldOf(refOf(view.batch));
    await withRedis('telling what a batch needs', () => this.#redis.hset(key, field, JSON.stringify(need)));
  }

  async forget(ref: BatchRef): Promise<void> {
    await withRedis('forgetting what a batch needs', () => this.#redis.hdel(key, fieldOf(ref)));
  }

  async all(now = new Date()): Promise<BatchNeed[]> {
    const needs = (await this.#redis.hvals(key)).flatMap((text) => read(text) ?? []);
    return needs.filter(({ at }) => now.getTime() - Date.parse(at) < freshMs);
  }
}

/** What another version wrote says nothing either. */
const read = (text: string): BatchNeed | undefined => stored.safeParse(JSON.parse(text)).data;
