import { type JobPayload, type StoredEvent, studyOfEvent, WetreadError } from '@wetread/contracts';
import type { JobContext } from '@wetread/queues';
import { keys, type StudyStore } from '@wetread/studies';
import {
  afterAttempt,
  type DeliveryRecord,
  dueInMs,
  isSettled,
  newDelivery,
  settle,
  type Verdict,
} from '../domain/delivery.ts';
import type { EndpointRecord } from '../domain/endpoint.ts';
import type { Places } from '../domain/places.ts';
import type { Schedule } from '../domain/schedule.ts';
import { countAttempt, countSettled } from '../metrics.ts';
import type { DeliveryStore } from '../webhooks/delivery-store.ts';
import type { EndpointStore } from '../webhooks/endpoint-store.ts';
import type { WebhookSender } from '../webhooks/webhook-sender.ts';

/**
 * Delivers one event to one endpoint, one attempt a run; between attempts the job lies delayed in the queue. The record
 * in storage says how far it is, so a job that runs twice, or again after a crash, goes on from there. A crash between
 * the receiver's answer and the record sends the event once more, with the same id (I3).
 */

export interface DeliverDeps {
  readonly studies: StudyStore;
  readonly endpoints: EndpointStore;
  readonly deliveries: DeliveryStore;
  readonly sender: WebhookSender;
  readonly places: Places;
  readonly schedule: Schedule;
}

interface Work {
  readonly event: StoredEvent;
  readonly endpoint: EndpointRecord;
  readonly delivery: DeliveryRecord;
}

const outageMs = 5_000;

export async function deliverWebhook(
  deps: DeliverDeps,
  payload: JobPayload<'webhook.deliver'>,
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

async function deliver(deps: DeliverDeps, payload: JobPayload<'webhook.deliver'>, job: JobContext): Promise<void> {
  const work = await findWork(deps, payload);
  if (!work) return;
  const { event, endpoint, delivery } = work;
  if (endpoint.disabledAt !== undefined) return keep(deps, work, settle(delivery, 'disabled'));
  const waitMs = dueInMs(delivery);
  if (waitMs > 0) return job.postpone(waitMs);
  const place = deps.places.enter(endpoint.id);
  if ('comeBackInMs' in place) return job.postpone(place.comeBackInMs);
  const target = { url: endpoint.url, secret: deps.endpoints.secretOf(endpoint) };
  const verdict = await deps.sender.send(target, event).finally(place.leave);
  tell(job, work, verdict);
  if (verdict.outcome === 'gone') await deps.endpoints.disable(event.tenant, endpoint.id, 'gone');
  const next = afterAttempt(delivery, verdict, deps.schedule);
  await keep(deps, work, next);
  if (!isSettled(next)) await job.postpone(Math.max(0, dueInMs(next)));
}

/** @returns undefined where there is nothing left to do: settled, or the event, the endpoint or the study is gone (I4) */
async function findWork(deps: DeliverDeps, payload: JobPayload<'webhook.deliver'>): Promise<Work | undefined> {
  const { tenant } = payload;
  const [event, endpoint] = await Promise.all([
    deps.studies.findEvent(tenant, payload.event),
    deps.endpoints.find(tenant, payload.endpoint),
  ]);
  if (!event || !endpoint) return undefined;
  const [there, found] = await Promise.all([
    isTold(deps.studies, event),
    deps.deliveries.find(tenant, endpoint.id, event),
  ]);
  const delivery = found ?? newDelivery(event, endpoint.id);
  return !there || isSettled(delivery) ? undefined : { event, endpoint, delivery };
}

/** An event of a study goes with it. */
async function isTold({ storage }: StudyStore, event: StoredEvent): Promise<boolean> {
  const study = studyOfEvent(event);
  return study === undefined || storage.has(keys.studyKey({ tenant: event.tenant, study }));
}

async function keep(deps: DeliverDeps, { event }: Work, delivery: DeliveryRecord): Promise<void> {
  await deps.deliveries.put(event.tenant, event, delivery);
  if (isSettled(delivery)) countSettled(delivery.status);
}

function tell(job: JobContext, { event, endpoint, delivery }: Work, { attempt, outcome }: Verdict): void {
  const { durationMs, status, error } = attempt;
  countAttempt(outcome, durationMs);
  const made = delivery.attempts.length + 1;
  const facts = { event: event.id, type: event.type, endpoint: endpoint.id, attempt: made, status, error, durationMs };
  job.logger.info(facts, outcome === 'delivered' ? 'webhook delivered' : 'webhook attempt failed');
}
