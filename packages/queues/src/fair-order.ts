import { queuePriority } from '@wetread/contracts';
import type { Redis } from 'ioredis';
import { placeScript, takenScript } from './fair-scripts.ts';

/** The priorities of one urgency: BullMQ takes lower numbers first, 2^21 - 1 at most. */
export interface Band {
  readonly first: number;
  readonly last: number;
}

export interface Bands {
  readonly urgent: Band;
  readonly routine: Band;
}

/** Every urgent job passes every routine one. What lies below is free for work that passes them all. */
const bands: Bands = { urgent: { first: 16, last: 2 ** 20 - 1 }, routine: { first: 2 ** 20, last: 2 ** 21 - 1 } };

/** BullMQ's score of a waiting job is its priority times this, and a counter. */
const scorePerPriority = 2 ** 32;

/** A job that is to be placed. `debounceId` where the queue tells repeated additions by that instead of by the job's id. */
export interface Placing {
  readonly tenant: string;
  /** As in `queuePriority`. */
  readonly priority: number;
  readonly jobId: string;
  readonly debounceId?: string;
}

/**
 * The order in which tenants share one queue: start-time fair queueing (Goyal et al., SIGCOMM 1996) on BullMQ's priorities.
 * Each job gets a virtual start time: one after that of its tenant's job before it, but not before that of the job
 * taken last. So a tenant with ten thousand jobs and one with ten take turns, however late the ten come, and jobs of
 * one tenant keep their order.
 *
 * What it keeps in Redis is counters by tenant. Where they are lost with the queue, counting starts anew (I1).
 */
export class FairOrder {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #keys: readonly [string, string, string, string, string];
  readonly #bands: Bands;

  /** @param toKey names the queue's own keys, as BullMQ does */
  constructor(redis: Redis, queue: string, toKey: (type: string) => string, limits: Bands = bands) {
    this.#redis = redis;
    this.#prefix = toKey('');
    const own = (urgency: string) => `wr:fair:${queue}:${urgency}`;
    this.#keys = [own('urgent'), own('routine'), toKey('prioritized'), toKey('delayed'), toKey('active')];
    this.#bands = limits;
  }

  /** @returns the priority to add the job with; that of the job itself where it is in the queue already */
  async place({ tenant, priority, jobId, debounceId = '' }: Placing): Promise<number> {
    const { first, last } = priority <= queuePriority.urgent ? this.#bands.urgent : this.#bands.routine;
    const own = priority <= queuePriority.urgent ? this.#keys[0] : this.#keys[1];
    const [, , prioritized, delayed, active] = this.#keys;
    const keys = [own, prioritized, delayed, active];
    const job = [this.#prefix, jobId, debounceId];
    return Number(await this.#redis.eval(placeScript, keys.length, ...keys, ...job, tenant, first, last));
  }

  /** Jobs that wait in the band of the urgent ones. */
  countUrgent(): Promise<number> {
    const end = (this.#bands.urgent.last + 1) * scorePerPriority;
    return this.#redis.zcount(this.#keys[2], 0, `(${end}`);
  }

  /** Ids of the jobs that are next, so many of each urgency: with fewer tenants than that, each one's oldest is among them. */
  async heads(ofEach: number): Promise<string[]> {
    const found = [this.#bands.urgent, this.#bands.routine].map(({ first, last }) => {
      const [from, end] = [first * scorePerPriority, (last + 1) * scorePerPriority];
      return this.#redis.zrangebyscore(this.#keys[2], from, `(${end}`, 'LIMIT', 0, ofEach);
    });
    return (await Promise.all(found)).flat();
  }

  /** Tells that the job is being run: time has come as far as its place. */
  async taken(jobId: string): Promise<void> {
    const [urgent, routine] = this.#keys;
    await this.#redis.eval(takenScript, 2, urgent, routine, this.#prefix, jobId, this.#bands.routine.first);
  }
}
