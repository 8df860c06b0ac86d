import type { JobName, JobPayload } from '@wetread/contracts';
import type { Logger } from '@wetread/telemetry';
import { Interval } from './interval.ts';
import type { JobQueues } from './job-queues.ts';

/** Jobs that look after the whole installation, and need no payload. */
type Chore = { [N in JobName]: Record<string, never> extends JobPayload<N> ? N : never }[JobName];

/** Asks for a chore now and then. Every replica asks; the job's id makes them one job. */
export class JobTimer extends Interval {
  constructor(queues: JobQueues, chore: Chore, everyMs: number, logger: Logger) {
    const ask = () => queues.add(chore, {});
    super(ask, everyMs, (err) => logger.warn({ err, job: chore }, 'could not ask for a chore'));
  }
}
