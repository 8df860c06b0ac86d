import {
  type JobName,
  type JobPayload,
  type JobTraits,
  jobId,
  jobNames,
  jobTable,
  queuePriority,
} from '@wetread/contracts';
import { type Job, type JobsOptions, Queue } from 'bullmq';
import { BullMQOtel } from 'bullmq-otel';
import type { Redis } from 'ioredis';
import { duplicateRedis, withRedis } from './connection.ts';
import { FairOrder } from './fair-order.ts';
import { lookedAt, waitingAgeMs } from './waiting-age.ts';

export interface AddOptions {
  /** Lower runs first; see `queuePriority`. Where tenants share a queue fairly, only whether it is urgent counts. */
  readonly priority?: number;
  readonly delayMs?: number;
  /**
   * Wait until nothing was added under this id for so long. An addition while the job runs makes it run once more, so
   * that what came in meanwhile is seen.
   */
  readonly debounce?: { readonly id: string; readonly quietMs: number };
}

export interface QueueDepth {
  readonly waiting: number;
  readonly prioritized: number;
  /** Of the prioritized, those that pass all routine work, where tenants share the queue fairly. */
  readonly urgent: number;
  readonly active: number;
  readonly delayed: number;
  /** Of the delayed, those whose time has come: a worker would take them now. */
  readonly due: number;
}

/** The producing side of the job catalogue. Adding the same work twice adds it once. */
export class JobQueues {
  readonly #connection: Redis;
  readonly #queues = new Map<string, Queue>();
  readonly #orders = new Map<JobName, FairOrder>();

  /** @param redis whose Redis is meant; it may be used for anything else */
  constructor(redis: Redis) {
    const connection = duplicateRedis(redis);
    this.#connection = connection;
    for (const name of jobNames) {
      const { queue, fair }: JobTraits = jobTable[name];
      const { toKey } = this.#queue(name);
      if (fair) this.#orders.set(name, new FairOrder(connection, queue, toKey));
    }
  }

  /** @throws WetreadError queue_unavailable */
  async add<N extends JobName>(name: N, payload: JobPayload<N>, options: AddOptions = {}): Promise<void> {
    const data = jobTable[name].payload.parse(payload);
    await withRedis(`adding ${name}`, async () => {
      const priority = await this.#place(name, payload, options);
      await this.#queue(name).add(name, data, this.#options(name, payload, { ...options, ...priority }));
    });
  }

  /** As `add` for each, in one go; not for work that tenants take turns with. @throws WetreadError queue_unavailable */
  async addAll<N extends JobName>(
    name: N,
    entries: readonly { readonly payload: JobPayload<N>; readonly delayMs?: number }[],
  ): Promise<void> {
    const jobs = entries.map(({ payload, ...options }) => ({
      name,
      data: jobTable[name].payload.parse(payload),
      opts: this.#options(name, payload, options),
    }));
    if (jobs.length > 0) await withRedis(`adding ${name}`, () => this.#queue(name).addBulk(jobs));
  }

  /** Work that waits for a later time runs now. Quiet where it does not wait. @throws WetreadError queue_unavailable */
  async hasten<N extends JobName>(name: N, payload: JobPayload<N>): Promise<void> {
    await withRedis(`hastening ${name}`, async () => {
      const job = await this.#queue(name).getJob(jobId(name, payload));
      if (job && (await job.isDelayed())) await job.promote().catch(unlessTaken(job));
    });
  }

  /** Lets delayed jobs go on whose time has come, as a worker would. @throws WetreadError queue_unavailable */
  async promoteDue(name: JobName): Promise<void> {
    const queue = this.#queue(name);
    await withRedis(`looking for due ${name}`, async () => {
      const delayed = queue.toKey('delayed');
      const ids = await this.#connection.zrangebyscore(delayed, 0, lastDue(), 'LIMIT', 0, promotedAtOnce);
      for (const id of ids) {
        const job = await queue.getJob(id);
        await job?.promote().catch(unlessTaken(job));
      }
    });
  }

  /** Takes work back that has not begun; what runs is left alone. @throws WetreadError queue_unavailable */
  async remove<N extends JobName>(name: N, payload: JobPayload<N>): Promise<void> {
    await withRedis(`removing ${name}`, () => this.#queue(name).remove(jobId(name, payload)));
  }

  async depth(name: JobName): Promise<QueueDepth> {
    const queue = this.#queue(name);
    const urgents = this.#orders.get(name)?.countUrgent() ?? 0;
    const [counts, due, urgent] = await withRedis(`counting ${name}`, () =>
      Promise.all([
        queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed'),
        this.#connection.zcount(queue.toKey('delayed'), 0, lastDue()),
        urgents,
      ]),
    );
    const { waiting = 0, prioritized = 0, active = 0, delayed = 0 } = counts;
    return { waiting, prioritized, urgent, active, delayed, due };
  }

  /** Milliseconds for which its longest-waiting job could have been taken. @throws WetreadError queue_unavailable */
  oldestMs(name: JobName): Promise<number> {
    return withRedis(`looking for the oldest ${name}`, async () => {
      const ready = (await this.#orders.get(name)?.heads(lookedAt)) ?? [];
      return waitingAgeMs(this.#connection, this.#queue(name).toKey, ready);
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
    this.#connection.disconnect();
  }

  async #place<N extends JobName>(name: N, payload: JobPayload<N>, { priority, debounce }: AddOptions) {
    const order = this.#orders.get(name);
    if (!order || !('tenant' in payload)) return {};
    return {
      priority: await order.place({
        tenant: payload.tenant,
        priority: priority ?? queuePriority.routine,
        jobId: jobId(name, payload),
        ...(debounce && { debounceId: debounce.id }),
      }),
    };
  }

  #queue(name: JobName): Queue {
    const { queue } = jobTable[name];
    const made = this.#queues.get(queue) ?? this.#open(queue);
    this.#queues.set(queue, made);
    return made;
  }

  #open(name: string): Queue {
    const made = new Queue(name, {
      connection: this.#connection,
      // While Redis is down a call fails after its retries; waiting for the first contact would hold it without end (I6).
      skipWaitingForReady: true,
      telemetry: new BullMQOtel({ tracerName: 'wetread' }),
    });
    // The failing call carries the error; without a listener BullMQ would print it as well.
    made.on('error', () => undefined);
    // BullMQ remembers a first contact that failed for as long as the queue lives; the next call gets a new one.
    made.waitUntilReady().catch(() => {
      if (this.#queues.get(name) === made) this.#queues.delete(name);
      made.close().catch(() => undefined);
    });
    return made;
  }

  #options<N extends JobName>(name: N, payload: JobPayload<N>, options: AddOptions): JobsOptions {
    const { attempts } = jobTable[name];
    const { priority, delayMs, debounce } = options;
    return {
      attempts,
      backoff: { type: 'wetread' },
      // Results and failures are kept in storage (I1); a job that lingered here would block its own repetition.
      removeOnComplete: true,
      removeOnFail: true,
      ...(priority !== undefined && { priority }),
      ...(debounce
        ? {
            delay: debounce.quietMs,
            deduplication: { id: debounce.id, keepLastIfActive: true, reschedule: true },
          }
        : { jobId: jobId(name, payload), ...(delayMs !== undefined && { delay: delayMs }) }),
    };
  }
}

/** BullMQ scores a delayed job with its time in milliseconds, times 4096, plus a counter. */
const lastDue = (): number => (Date.now() + 1) * 4_096 - 1;
const promotedAtOnce = 500;

/** A worker may have taken it in the meantime, and then it runs. */
const unlessTaken = (job: Job) => async (error: unknown) => {
  if (await job.isDelayed()) throw error;
};
