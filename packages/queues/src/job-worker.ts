import { setTimeout as sleep } from 'node:timers/promises';
import {
  errorTable,
  type JobName,
  type JobPayload,
  type JobTraits,
  jobsOf,
  jobTable,
  type ServiceName,
  toWetreadError,
  WetreadError,
} from '@wetread/contracts';
import { annotate, counter, histogram, type Logger } from '@wetread/telemetry';
import { DelayedError, type Job, UnrecoverableError, Worker } from 'bullmq';
import { BullMQOtel } from 'bullmq-otel';
import type { Redis } from 'ioredis';
import { FairOrder } from './fair-order.ts';

export interface JobContext {
  /** 1 for the first start; starts after a crash of the process, or after it was postponed, count too. */
  readonly attempt: number;
  /** How often a process ended or fell silent over it. */
  readonly crashes: number;
  /** No attempt follows this one: what fails now has to be recorded as failed. */
  readonly last: boolean;
  /** Milliseconds since 1970 at which the job was added. */
  readonly addedAt: number;
  readonly logger: Logger;
  /** Puts the job back, to run after `delayMs` without counting as failed. Never returns. */
  postpone(delayMs: number): Promise<never>;
}

export type JobHandler<N extends JobName> = (payload: JobPayload<N>, job: JobContext) => Promise<void>;

export type JobHandlers = { readonly [N in JobName]?: JobHandler<N> };

export interface JobWorkerOptions {
  readonly connection: Redis;
  readonly logger: Logger;
  /** Jobs of one name that this process runs at once. */
  readonly concurrency: Partial<Record<JobName, number>>;
  /** How long a silent worker keeps its job before another may take it. */
  readonly lockMs: number;
}

const jobSeconds = histogram({ name: 'job_duration_seconds', help: 'Run time of jobs', labels: ['job', 'outcome'] });
const jobFailures = counter({ name: 'job_failures_total', help: 'Attempts that failed', labels: ['job', 'code'] });

/** @throws WetreadError config_invalid unless `handlers` are exactly those the catalogue gives to `service` */
export function proveCatalogue(service: ServiceName, handlers: JobHandlers): void {
  const expected = jobsOf(service).sort().join(', ');
  const given = Object.keys(handlers).sort().join(', ');
  if (expected !== given) {
    throw new WetreadError('config_invalid', `${service} must handle exactly [${expected}], but handles [${given}].`);
  }
}

/** When the job of a silent worker is given to another: the same for everybody who looks after a queue. */
export const lockOptions = (lockMs: number) => ({
  lockDuration: lockMs,
  stalledInterval: lockMs,
  // A crash loop is ended by the handler, which sees `attempt` and can record why; BullMQ would drop the job in silence.
  maxStalledCount: 1_000,
});

/** Runs a service's handlers. Whether a failed attempt is repeated is the error's own word, and nothing else's. */
export class JobWorker {
  readonly #workers: Worker[];
  readonly #options: JobWorkerOptions;
  /** Made once: a child logger costs as much as a small job. */
  readonly #loggers = new Map<JobName, Logger>();

  constructor(service: ServiceName, handlers: JobHandlers, options: JobWorkerOptions) {
    proveCatalogue(service, handlers);
    this.#options = options;
    this.#workers = jobsOf(service).map((name) => this.#start(name, handlers[name] as JobHandler<JobName>));
  }

  /** Takes no further job and waits for the running ones. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }

  /** As `close`, but does not wait for longer: what still runs is then the caller's to end or to hand back. */
  async closeWithin(timeoutMs: number): Promise<void> {
    const grace = new AbortController();
    await Promise.race([this.close(), sleep(timeoutMs, undefined, { signal: grace.signal })]);
    grace.abort();
  }

  #start(name: JobName, handler: JobHandler<JobName>): Worker {
    const { connection, concurrency, lockMs, logger } = this.#options;
    this.#loggers.set(name, logger.child({ job: name }));
    const worker = new Worker(jobTable[name].queue, (job, token) => this.#run(name, handler, job, token), {
      connection,
      concurrency: concurrency[name] ?? 1,
      ...lockOptions(lockMs),
      telemetry: new BullMQOtel({ tracerName: 'wetread' }),
      settings: { backoffStrategy: (attempt) => backoffMs(name, attempt) },
    });
    // Lost connections end here; the worker reconnects by itself.
    worker.on('error', (error) => logger.warn({ job: name, err: error }, 'job worker lost its queue'));
    if ((jobTable[name] as JobTraits).fair) this.#tellTaken(name, worker);
    return worker;
  }

  #tellTaken(name: JobName, worker: Worker): void {
    const order = new FairOrder(this.#options.connection, jobTable[name].queue, worker.toKey);
    worker.on('active', ({ id = '' }) => {
      order.taken(id).catch((err) => this.#options.logger.warn({ job: name, err }, 'could not tell a job as taken'));
    });
  }

  async #run(name: JobName, handler: JobHandler<JobName>, job: Job, token: string | undefined): Promise<void> {
    const stop = jobSeconds.startTimer({ job: name });
    // BullMQ names all this in its own way only.
    annotate({
      'messaging.system': 'bullmq',
      'messaging.operation.type': 'process',
      'messaging.destination.name': jobTable[name].queue,
      'messaging.message.id': job.id ?? '',
    });
    try {
      const payload = jobTable[name].payload.parse(job.data) as JobPayload<JobName>;
      await handler(payload, this.#context(name, job, token));
      stop({ outcome: 'done' });
      this.#options.logger.debug({ job: name }, 'job done');
    } catch (thrown) {
      if (thrown instanceof DelayedError) {
        stop({ outcome: 'postponed' });
        throw thrown;
      }
      stop({ outcome: 'failed' });
      throw this.#judge(name, thrown);
    }
  }

  #context(name: JobName, job: Job, token: string | undefined): JobContext {
    return {
      attempt: job.attemptsStarted,
      crashes: job.stalledCounter,
      last: job.attemptsMade + 1 >= jobTable[name].attempts || job.stalledCounter > 2 * jobTable[name].attempts,
      addedAt: job.timestamp,
      logger: this.#loggers.get(name) as Logger,
      async postpone(delayMs) {
        await job.moveToDelayed(Date.now() + delayMs, token);
        throw new DelayedError();
      },
    };
  }

  #judge(name: JobName, thrown: unknown): Error {
    const error = toWetreadError(thrown);
    jobFailures.inc({ job: name, code: error.code });
    this.#options.logger.warn({ job: name, code: error.code, err: error }, 'job attempt failed');
    return errorTable[error.code].retryable ? error : new UnrecoverableError(`${error.code}: ${error.message}`);
  }
}

const longestBackoffMs = 60_000;

function backoffMs(name: JobName, attempt: number): number {
  const full = Math.min(jobTable[name].backoffMs * 2 ** (attempt - 1), longestBackoffMs);
  // Jitter spreads the return of many jobs that failed at one moment.
  return Math.round(full * (0.75 + Math.random() / 2));
}
