import { z } from 'zod';
import { derivedId, type Priority, studyUid, tenantId } from './ids.ts';

/**
 * The job catalogue. Payloads carry identifiers only (I4): handlers read storage again, and trace context travels in
 * BullMQ's own telemetry metadata. `owner` is the service that must register exactly one handler, which it proves at boot.
 */

export type ServiceName = 'ingest' | 'encoder' | 'llm' | 'gateway';

export interface JobTraits<P extends z.ZodType = z.ZodType> {
  readonly queue: string;
  readonly owner: ServiceName;
  readonly payload: P;
  /** Attempts in all, for errors that say they are retryable. */
  readonly attempts: number;
  /** Delay before the second attempt; doubles from there. */
  readonly backoffMs: number;
  /** Tenants take turns, so that one's many jobs do not hold up another's few. Its payload names the tenant. */
  readonly fair?: true;
}

const studyRef = { tenant: tenantId, study: studyUid };

/** `first`: when this was queued nothing was stored of the delivery, so that a job's first run need not look for it. */
const delivery = { tenant: tenantId, event: z.string(), endpoint: z.string(), first: z.literal(true).optional() };

export const jobTable = {
  /** The quiet time of a study has passed: make its next revision. */
  'study.assemble': {
    queue: 'assembly',
    owner: 'ingest',
    payload: z.object(studyRef),
    attempts: 20,
    backoffMs: 500,
    fair: true,
  },
  /** Read one revision of a study with the model. */
  'study.summarize': {
    queue: 'reading',
    owner: 'llm',
    payload: z.object({ ...studyRef, revision: z.int().positive() }),
    attempts: 20,
    backoffMs: 500,
    fair: true,
  },
  /** Fan one stored event out to the tenant's webhook endpoints. */
  'event.publish': {
    queue: 'events',
    owner: 'gateway',
    payload: z.object({ tenant: tenantId, event: z.string() }),
    attempts: 20,
    backoffMs: 500,
  },
  /** Deliver one event to one endpoint; its attempts follow the webhook schedule. */
  'webhook.deliver': {
    queue: 'delivery',
    owner: 'gateway',
    payload: z.object(delivery),
    attempts: 10,
    backoffMs: 5_000,
  },
  /** Deliver what an endpoint did not get while it was disabled. */
  'webhook.drain': {
    queue: 'delivery-drain',
    owner: 'gateway',
    payload: z.object({ tenant: tenantId, endpoint: z.string() }),
    attempts: 20,
    backoffMs: 1_000,
  },
  /** Deliver a time range of an endpoint's events again. */
  'webhook.replay': {
    queue: 'delivery-replay',
    owner: 'gateway',
    payload: z.object({ tenant: tenantId, endpoint: z.string(), replay: z.string() }),
    attempts: 20,
    backoffMs: 1_000,
  },
  /** Deliver the summary of one event, as a DICOM object, to one destination, whose id is in `endpoint`. */
  'destination.deliver': {
    queue: 'destinations',
    owner: 'gateway',
    payload: z.object(delivery),
    attempts: 10,
    backoffMs: 5_000,
  },
  /** Deliver what a destination did not get while it was disabled. */
  'destination.drain': {
    queue: 'destination-drain',
    owner: 'gateway',
    payload: z.object({ tenant: tenantId, endpoint: z.string() }),
    attempts: 20,
    backoffMs: 1_000,
  },
  /** Put back the deliveries, drains and replays that Redis lacks (I1). */
  'webhook.reconcile': {
    queue: 'delivery-reconcile',
    owner: 'gateway',
    payload: z.object({}),
    attempts: 3,
    backoffMs: 1_000,
  },
  /** Take one batch a step further: validate, release, count, end. */
  'batch.advance': {
    queue: 'batches',
    owner: 'gateway',
    payload: z.object({ tenant: tenantId, batch: z.string() }),
    attempts: 20,
    backoffMs: 500,
  },
  /** Put back the jobs of batches and nights that have not ended (I1). */
  'batch.sweep': {
    queue: 'batch-sweep',
    owner: 'gateway',
    payload: z.object({}),
    attempts: 3,
    backoffMs: 1_000,
  },
  /** Close a night whose time has come: the last report, and its event. */
  'night.close': {
    queue: 'nights',
    owner: 'gateway',
    payload: z.object({ tenant: tenantId, night: z.string() }),
    attempts: 20,
    backoffMs: 500,
  },
  /** Compare storage with Redis and put back what is missing (I1). */
  'storage.reconcile': {
    queue: 'housekeeping',
    owner: 'ingest',
    payload: z.object({}),
    attempts: 3,
    backoffMs: 1_000,
  },
} as const satisfies Record<string, JobTraits>;

export type JobName = keyof typeof jobTable;
export type JobPayload<N extends JobName> = z.infer<(typeof jobTable)[N]['payload']>;

export const jobNames = Object.keys(jobTable) as JobName[];
export const jobsOf = (owner: ServiceName): JobName[] => jobNames.filter((name) => jobTable[name].owner === owner);

/**
 * The same work has the same job id, so adding it twice adds it once. The parts are those the effect is keyed by
 * (I3): a study's revision for reading, an event for publishing, an event and an endpoint for delivery.
 */
export function jobId<N extends JobName>(name: N, payload: JobPayload<N>): string {
  return derivedId(
    name.replace('.', '-'),
    ...Object.keys(payload)
      .filter((key) => key !== 'first')
      .sort()
      .map((key) => String(payload[key as never])),
  );
}

/**
 * BullMQ runs lower numbers first, and jobs without a number before all: every job gets one. In a queue that tenants share
 * fairly these choose the band that a job's number is taken from.
 */
export const queuePriority: Record<Priority, number> = { urgent: 1, routine: 10 };
