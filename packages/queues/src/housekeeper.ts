import { type JobName, jobTable } from '@wetread/contracts';
import type { Logger } from '@wetread/telemetry';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { Interval } from './interval.ts';
import type { JobQueues } from './job-queues.ts';
import { lockOptions } from './job-worker.ts';

export interface HousekeeperOptions {
  readonly queues: JobQueues;
  /** As for a {@link JobWorker}: outlives a restart of Redis. */
  readonly connection: Redis;
  readonly logger: Logger;
  /** How often jobs are looked for whose worker is silent. */
  readonly lockMs: number;
}

const lookMs = 1_000;

/**
 * BullMQ leaves it to a queue's workers to let delayed jobs go on when their time has come, and to take back the jobs of
 * workers that died. Where all of them may sleep, nobody would. This does both and takes no job itself. Any number of
 * these may run, beside any number of workers: each step is one atomic script of BullMQ's.
 */
export class Housekeeper {
  readonly #checkers: readonly Worker[];
  readonly #interval: Interval;

  constructor(names: readonly JobName[], options: HousekeeperOptions) {
    const { queues, logger } = options;
    this.#checkers = names.map((name) => checkerOf(name, options));
    const letGo = () => Promise.all(names.map((name) => queues.promoteDue(name))).then(() => undefined);
    this.#interval = new Interval(letGo, lookMs, (err) => logger.warn({ err }, 'could not look for jobs that are due'));
  }

  start(): void {
    this.#interval.start();
    for (const checker of this.#checkers) {
      checker.startStalledCheckTimer().catch((error) => checker.emit('error', error));
    }
  }

  async stop(): Promise<void> {
    await this.#interval.stop();
    await Promise.all(this.#checkers.map((checker) => checker.close()));
  }
}

/** A worker of BullMQ's without a function to run jobs with: it can look for stalled ones, and take none. */
function checkerOf(name: JobName, { connection, logger, lockMs }: HousekeeperOptions): Worker {
  const checker = new Worker(jobTable[name].queue, null, { connection, autorun: false, ...lockOptions(lockMs) });
  checker.on('error', (err) => logger.warn({ job: name, err }, 'housekeeping lost its queue'));
  checker.on('stalled', () => logger.warn({ job: name }, 'took back the job of a worker that went silent'));
  return checker;
}
