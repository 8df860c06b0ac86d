import { type JobPayload, type StoredEvent, WetreadError } from '@wetread/contracts';
import type { JobContext } from '@wetread/queues';
import {
  afterAttempt,
  type DeliveryRecord,
  dueInMs,
  isSettled,
  newDelivery,
  settle,
  type Verdict,
} from '../domain/delivery.ts';
import type { Place } from '../domain/places.ts';
import { isDisabled, type Receiver } from '../domain/receiver.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { Way } from '../domain/way.ts';
import type { DeliveryMeters } from '../metrics.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { EndpointSwitch } from './endpoint-switch.ts';
import type { FailingEndpoints } from './failing-endpoints.ts';
import type { KnownEndpoints } from './known-endpoints.ts';
import type { RecentEvents } from './recent-events.ts';
import type { Coming } from './taken-gathering.ts';

/**
 * Delivers one event to one receiver, one attempt a run; between attempts the job lies delayed in the queue. The record
 * in storage says how far it is, so a job that runs twice, or again after a crash, goes on from there. A crash between
 * the receiver's answer and the record sends the event once more, with the same id (I3).
 */

export interface DeliverDeps<R extends Receiver> {
  readonly events: RecentEvents;
  readonly endpoints: { readonly known: KnownEndpoints<R> };
  readonly deliveries: DeliveryStore;
  readonly endpointSwitch: EndpointSwitch<R>;
  readonly failing: FailingEndpoints;
  /** Who may send now. */
  readonly places: { enter(id: string): Place };
  readonly schedule: Schedule;
  readonly meters: DeliveryMeters;
  /** One attempt. Whatever becomes of it is in the verdict; only an outage of our own is thrown. */
  send(event: StoredEvent, to: R): Promise<Verdict>;
}

interface Work<R extends Receiver> {
  readonly event: StoredEvent;
  readonly endpoint: R;
  readonly delivery: DeliveryRecord;
  /** Nothing is stored of the delivery yet. */
  readonly isNew: boolean;
}

interface Trying<R extends Receiver> extends Work<R> {
  readonly coming: Coming;
}

type Taken = Extract<Place, { leave: unknown }>;
type Payload = JobPayload<Way['deliver']>;

const outageMs = 5_000;

export async function deliverEvent<R extends Receiver>(
  deps: DeliverDeps<R>,
  payload: Payload,
  job: JobContext,
): Promise<void> {
  try {
    await deliver(deps, payload, job);
  } catch (thrown) {
    // An outage of our own storage must not use up attempts: they belong to the receiver.
    if (thrown instanceof WetreadError && thrown.retryable) await job.postpone(outageMs * (1 + Math.random()));
    throw thrown;
  }
}

async function deliver<R extends Receiver>(deps: DeliverDeps<R>, payload: Payload, job: JobContext): Promise<void> {
  const work = await findWork(deps, payload, job);
  if (!work) return;
  const { event, endpoint, delivery } = work;
  if (isDisabled(endpoint)) {
    await deps.endpointSwitch.tell(endpoint);
    return hold(deps, work, delivery);
  }
  const waitMs = dueInMs(delivery);
  if (waitMs > 0) return job.postpone(waitMs);
  const place = deps.places.enter(endpoint.id);
  if ('comeBackInMs' in place) return job.postpone(place.comeBackInMs);
  const coming = deps.deliveries.comes(event);
  try {
    await tryNow(deps, { ...work, coming }, place, job);
  } finally {
    coming.leave();
  }
}

async function tryNow<R extends Receiver>(
  deps: DeliverDeps<R>,
  work: Trying<R>,
  place: Taken,
  job: JobContext,
): Promise<void> {
  const { event, endpoint, delivery } = work;
  const verdict = await attempt(deps, work, place);
  tell(deps, job, work, verdict);
  const next = afterAttempt(delivery, verdict, deps.schedule);
  const reason = await reasonToDisable(deps, endpoint, verdict, job);
  if (reason) await deps.endpointSwitch.disable(event.tenant, endpoint.id, reason);
  if (next.status === 'held' || (reason && !isSettled(next))) return hold(deps, work, next);
  if (work.isNew && next.status === 'delivered') await keepTaken(deps, work, next);
  else await keep(deps, work, next);
  if (!isSettled(next)) await job.postpone(Math.max(0, dueInMs(next)));
}

async function attempt<R extends Receiver>(
  deps: DeliverDeps<R>,
  { event, endpoint }: Work<R>,
  { leave }: Taken,
): Promise<Verdict> {
  let verdict: Verdict | undefined;
  try {
    verdict = await deps.send(event, endpoint);
    return verdict;
  } finally {
    leave(verdict);
  }
}

/** The receiver wants no more, or nothing has reached it for days. */
async function reasonToDisable(
  { failing }: { readonly failing: FailingEndpoints },
  { id }: Receiver,
  { outcome }: Verdict,
  job: JobContext,
): Promise<'gone' | 'failing' | undefined> {
  if (outcome === 'gone') return outcome;
  try {
    // One that refuses a single object is at work.
    if (outcome !== 'failed') await failing.succeeded(id);
    else if (await failing.failed(id)) return 'failing';
  } catch (error) {
    // The attempt was made and must be recorded; the next one counts.
    job.logger.warn({ endpoint: id, err: error }, 'could not count an attempt');
  }
  return undefined;
}

async function hold<R extends Receiver>(deps: DeliverDeps<R>, work: Work<R>, delivery: DeliveryRecord): Promise<void> {
  await deps.endpointSwitch.hold(work.event, work.endpoint.id);
  await keep(deps, work, settle(delivery, 'held'));
}

/** @returns undefined where there is nothing left to do: settled, or the event, the endpoint or the study is gone (I4) */
async function findWork<R extends Receiver>(
  deps: DeliverDeps<R>,
  payload: Payload,
  job: JobContext,
): Promise<Work<R> | undefined> {
  const { tenant } = payload;
  const isFirst = payload.first === true && job.attempt === 1;
  const [event, endpoint] = await Promise.all([
    deps.events.find(tenant, payload.event),
    deps.endpoints.known.find(tenant, payload.endpoint),
  ]);
  if (!event || !endpoint) return undefined;
  const [there, found] = await Promise.all([
    deps.events.isTold(event),
    isFirst ? undefined : deps.deliveries.find(tenant, endpoint.id, event),
  ]);
  const delivery = found ?? newDelivery(event, endpoint.id);
  return !there || isSettled(delivery) ? undefined : { event, endpoint, delivery, isNew: !found };
}

async function keep<R extends Receiver>(
  deps: DeliverDeps<R>,
  { event }: Work<R>,
  delivery: DeliveryRecord,
): Promise<void> {
  await deps.deliveries.put(event.tenant, event, delivery);
  if (isSettled(delivery)) deps.meters.settled(delivery.status);
}

async function keepTaken<R extends Receiver>(
  { meters }: DeliverDeps<R>,
  { coming }: Trying<R>,
  delivery: DeliveryRecord,
): Promise<void> {
  await coming.take(delivery);
  meters.settled(delivery.status);
}

function tell<R extends Receiver>(
  { meters }: DeliverDeps<R>,
  job: JobContext,
  { event, endpoint, delivery }: Work<R>,
  { attempt, outcome }: Verdict,
): void {
  const { durationMs, status, dimse, error } = attempt;
  meters.attempted(outcome, durationMs);
  const made = delivery.attempts.length + 1;
  const about = { event: event.id, type: event.type, endpoint: endpoint.id, attempt: made };
  const facts = { ...about, status, dimse, error, durationMs };
  job.logger.info(facts, `${meters.noun} ${outcome === 'delivered' ? 'delivered' : 'attempt failed'}`);
}
