import { type JobPayload, type StoredEvent, studyOfEvent } from '@wetread/contracts';
import { type JobContext, type JobQueues, withRedis } from '@wetread/queues';
import {
  hasLateFiles,
  keys,
  rowOf,
  type StudyIndex,
  type StudyRef,
  type StudyStore,
  viewStudy,
} from '@wetread/studies';
import type { EndedStudies } from '../batches/ended-studies.ts';
import type { DestinationStore } from '../destinations/destination-store.ts';
import { dueInMs, isSettled, newDelivery, settle } from '../domain/delivery.ts';
import { type DestinationRecord, wantsReport } from '../domain/destination.ts';
import { type EndpointRecord, wants } from '../domain/endpoint.ts';
import { holdsEvents, type Receiver } from '../domain/receiver.ts';
import type { Way } from '../domain/way.ts';
import type { Reports } from '../fhir/reports.ts';
import type { DeliveryStore } from '../webhooks/delivery-store.ts';
import type { EndpointStore } from '../webhooks/endpoint-store.ts';
import { isEndOfStudy } from '../webhooks/study-events.ts';
import { tellSuperseded } from '../webhooks/superseded.ts';

/**
 * Fans an event out: one delivery job for each receiver that wants it and has not got it. Running twice adds nothing
 * that is settled (I3); with Redis wiped, running again puts back what is not (I1).
 */

export interface FanOutDeps {
  readonly deliveries: DeliveryStore;
  readonly queues: JobQueues;
  readonly endpointSwitch: { hold(event: StoredEvent, receiver: string): Promise<void> };
  readonly firstDelayMs: number;
  readonly way: Way;
}

export interface PublishDeps extends FanOutDeps {
  readonly studies: StudyStore;
  readonly index: StudyIndex;
  readonly reports: Reports;
  readonly endpoints: EndpointStore;
  readonly ended: EndedStudies;
  readonly destinations: DestinationStore;
  readonly toDestinations: FanOutDeps;
}

export async function publishEvent(
  deps: PublishDeps,
  payload: JobPayload<'event.publish'>,
  job: JobContext,
): Promise<void> {
  const { tenant } = payload;
  const event = await deps.studies.findEvent(tenant, payload.event);
  if (!event) return;
  const study = studyOfEvent(event);
  const ref = study === undefined ? undefined : { tenant, study };
  if (ref) {
    if (!(await deps.studies.storage.has(keys.studyKey(ref)))) return;
    // Lets the study's answer and its deletion find the event.
    await deps.studies.storage.putIfAbsent(keys.studyEventKey(ref, event.id), Buffer.from('{}\n'));
    // Before anyone is told: who asks because of the event must not be answered from before it.
    if (isEndOfStudy(event)) await listEnd(deps, ref);
  }
  if (event.type === 'study.summarized') await tellSuperseded(deps.studies, deps.queues, event);
  const wanting = await fanOutToAll(deps, event, await receiversOf(deps, event));
  if (ref && isEndOfStudy(event)) {
    await withRedis('telling batches of an end', () => deps.ended.tell(ref));
    await endStudy(deps, ref, event);
  }
  job.logger.info({ event: event.id, type: event.type, endpoints: wanting }, 'event published');
}

/** All of a tenant. */
export interface Receivers {
  readonly endpoints: readonly EndpointRecord[];
  readonly destinations: readonly DestinationRecord[];
}

async function receiversOf(
  { endpoints, destinations }: PublishDeps,
  { tenant, type }: StoredEvent,
): Promise<Receivers> {
  const [hooks, pacs] = await Promise.all([
    endpoints.known.list(tenant),
    type === 'study.summarized' ? destinations.known.list(tenant) : [],
  ]);
  return { endpoints: hooks, destinations: pacs };
}

/** @returns how many want the event */
export async function fanOutToAll(
  deps: FanOutDeps & Pick<PublishDeps, 'toDestinations'>,
  event: StoredEvent,
  { endpoints, destinations }: Receivers,
): Promise<number> {
  const wanting = endpoints.filter((endpoint) => wants(endpoint, event));
  const reported = destinations.filter((destination) => wantsReport(destination, event));
  return (await fanOut(deps, event, wanting)) + (await fanOut(deps.toDestinations, event, reported));
}

async function fanOut(deps: FanOutDeps, event: StoredEvent, wanting: readonly Receiver[]): Promise<number> {
  const due = await Promise.all(wanting.map((endpoint) => dueInMsAt(deps, event, endpoint)));
  await deps.queues.addAll(
    deps.way.deliver,
    wanting.flatMap(({ id }, i) => {
      const delayMs = due[i];
      return delayMs === undefined ? [] : { payload: { tenant: event.tenant, event: event.id, endpoint: id }, delayMs };
    }),
  );
  return wanting.length;
}

/** @returns undefined where there is nothing to send now: it is settled, or put aside for the receiver */
async function dueInMsAt(deps: FanOutDeps, event: StoredEvent, endpoint: Receiver): Promise<number | undefined> {
  const { tenant } = event;
  const delivery = await deps.deliveries.find(tenant, endpoint.id, event);
  if (delivery) return isSettled(delivery) ? undefined : Math.max(0, dueInMs(delivery));
  if (!holdsEvents(endpoint)) return deps.firstDelayMs;
  await deps.endpointSwitch.hold(event, endpoint.id);
  await deps.deliveries.put(tenant, event, settle(newDelivery(event, endpoint.id), 'held'));
  return undefined;
}

async function listEnd({ studies, index, reports }: PublishDeps, ref: StudyRef): Promise<void> {
  await reports.refresh(ref);
  const view = await viewStudy(studies, ref);
  if (view) await withRedis('listing a study', () => index.put(rowOf(view)));
  // Deleted meanwhile: the row that was just written must not outlive it.
  if (!(await studies.findStudy(ref))) await withRedis('removing a study from the index', () => index.remove(ref));
}

/** The study is no longer pending, unless something came in that this end does not cover. */
async function endStudy({ studies, index }: PublishDeps, ref: StudyRef, event: StoredEvent): Promise<void> {
  const mark = await index.pendingMark(ref);
  if (mark === undefined) return;
  const view = await viewStudy(studies, ref);
  if (!view || view.revision?.revision !== event.data.revision || hasLateFiles(view)) return;
  await index.clearPending(ref, mark);
}
