import { type JobPayload, type StoredEvent, WetreadError } from '@wetread/contracts';
import type { JobContext } from '@wetread/queues';
import type { StudyStore } from '@wetread/studies';
import {
  afterAttempt,
  type DeliveryRecord,
  dueInMs,
  isSettled,
  newDelivery,
  settle,
  type Verdict,
} from '../domain/delivery.ts';
import { type EndpointRecord, isDisabled } from '../domain/endpoint.ts';
import { bodyOf, type SummaryText } from '../domain/message.ts';
import type { Places } from '../domain/places.ts';
import type { Schedule } from '../domain/schedule.ts';
import { countAttempt, countSettled } from '../metrics.ts';
import type { DeliveryStore } from '../webhooks/delivery-store.ts';
import type { EndpointStore } from '../webhooks/endpoint-store.ts';
import type { EndpointSwitch } from '../webhooks/endpoint-switch.ts';
import type { FailingEndpoints } from '../webhooks/failing-endpoints.ts';
import type { RecentEvents } from '../webhooks/recent-events.ts';
import { isTold } from '../webhooks/study-events.ts';
import type { WebhookSender } from '../webhooks/webhook-sender.ts';

/**
 * Delivers one event to one endpoint, one attempt a run; between attempts the job lies delayed in the queue. The record
 * in storage says how far it is, so a job that runs twice, or again after a crash, goes on from there. A crash between
 * the receiver's answer and the record sends the event once more, with the same id (I3).
 */

export interface DeliverDeps {
  readonly studies: StudyStore;
  readonly events: RecentEvents;
  readonly endpoints: EndpointStore;
  readonly deliveries: DeliveryStore;
  readonly endpointSwitch: EndpointSwitch;
  readonly failing: FailingEndpoints;
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
  if (isDisabled(endpoint)) {
    await deps.endpointSwitch.tell(endpoint);
    return hold(deps, work, delivery);
  }
  const waitMs = dueInMs(delivery);
  if (waitMs > 0) return job.postpone(waitMs);
  const place = deps.places.enter(endpoint.id);
  if ('comeBackInMs' in place) return job.postpone(place.comeBackInMs);
  const verdict = await attempt(deps, work).finally(place.leave);
  tell(job, work, verdict);
  const next = afterAttempt(delivery, verdict, deps.schedule);
  const reason = await reasonToDisable(deps, endpoint, verdict, job);
  if (reason) await deps.endpointSwitch.disable(event.tenant, endpoint.id, reason);
  if (next.status === 'held' || (reason && !isSettled(next))) return hold(deps, work, next);
  await keep(deps, work, next);
  if (!isSettled(next)) await job.postpone(Math.max(0, dueInMs(next)));
}

async function attempt(deps: DeliverDeps, { event, endpoint }: Work): Promise<Verdict> {
  const summary = endpoint.payload === 'full' ? await summaryOf(deps.studies, event) : undefined;
  const { url, allowedRanges } = endpoint;
  const secrets = deps.endpoints.secretsOf(endpoint);
  return deps.sender.send({ url, allowedRanges, secrets, body: bodyOf(event, summary) }, event);
}

/** Results are written once, so the body stays the same from attempt to attempt (I3). */
async function summaryOf(studies: StudyStore, { type, tenant, data }: StoredEvent): Promise<SummaryText | undefined> {
  if (type !== 'study.summarized') return undefined;
  const ref = { tenant, study: String(data.study) };
  const result = await studies.findResult(ref, Number(data.revision), String(data.bundle));
  return result && pick(result);
}

const pick = ({ text, findings, impression, notice }: SummaryText): SummaryText => ({
  text,
  findings,
  impression,
  notice,
});

/** The receiver wants no more, or nothing has reached it for days. */
async function reasonToDisable(
  { failing }: DeliverDeps,
  { id }: EndpointRecord,
  { outcome }: Verdict,
  job: JobContext,
): Promise<'gone' | 'failing' | undefined> {
  if (outcome === 'gone') return outcome;
  try {
    if (outcome === 'delivered') await failing.succeeded(id);
    else if (await failing.failed(id)) return 'failing';
  } catch (error) {
    // The attempt was made and must be recorded; the next one counts.
    job.logger.warn({ endpoint: id, err: error }, 'could not count a webhook attempt');
  }
  return undefined;
}

async function hold(deps: DeliverDeps, work: Work, delivery: DeliveryRecord): Promise<void> {
  await deps.endpointSwitch.hold(work.event, work.endpoint.id);
  await keep(deps, work, settle(delivery, 'held'));
}

/** @returns undefined where there is nothing left to do: settled, or the event, the endpoint or the study is gone (I4) */
async function findWork(deps: DeliverDeps, payload: JobPayload<'webhook.deliver'>): Promise<Work | undefined> {
  const { tenant } = payload;
  const [event, endpoint] = await Promise.all([
    deps.events.find(tenant, payload.event),
    deps.endpoints.known.find(tenant, payload.endpoint),
  ]);
  if (!event || !endpoint) return undefined;
  const [there, found] = await Promise.all([
    isTold(deps.studies, event),
    deps.deliveries.find(tenant, endpoint.id, event),
  ]);
  const delivery = found ?? newDelivery(event, endpoint.id);
  return !there || isSettled(delivery) ? undefined : { event, endpoint, delivery };
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
