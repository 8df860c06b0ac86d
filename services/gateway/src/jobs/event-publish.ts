import { type JobPayload, type StoredEvent, studyOfEvent } from '@wetread/contracts';
import { type JobContext, type JobQueues, withRedis } from '@wetread/queues';
import {
  hasLateFiles,
  keys,
  rowOf,
  type StudyIndex,
  type StudyRef,
  type StudyStore,
  type StudyView,
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
  const end = ref && isEndOfStudy(event) ? await lookAtEnd(deps, ref) : undefined;
  let isFirst = false;
  if (ref) {
    if (!end && !(await deps.studies.hasStudy(ref))) return;
    // Lets the study's answer and its deletion find the event. Where it was there, receivers may have got the event.
    isFirst = await deps.studies.storage.putIfAbsent(keys.studyEventKey(ref, event.id), Buffer.from('{}\n'));
    // Before anyone is told: who asks because of the event must not be answered from before it.
    if (end) await listEnd(deps, ref, end.view);
  }
  if (event.type === 'study.summarized') await tellSuperseded(deps.studies, deps.queues, event);
  const wanting = await fanOutToAll(deps, event, await receiversOf(deps, event), isFirst);
  if (ref && end) {
    await withRedis('telling batches of an end', () => deps.ended.tell(ref));
    await endStudy(deps, ref, end, event);
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

/** @param isFirst nothing can be stored of the event's deliveries yet. @returns how many want the event */
export async function fanOutToAll(
  deps: FanOutDeps & Pick<PublishDeps, 'toDestinations'>,
  event: StoredEvent,
  { endpoints, destinations }: Receivers,
  isFirst: boolean,
): Promise<number> {
  const wanting = endpoints.filter((endpoint) => wants(endpoint, event));
  const reported = destinations.filter((destination) => wantsReport(destination, event));
  return (await fanOut(deps, event, wanting, isFirst)) + (await fanOut(deps.toDestinations, event, reported, isFirst));
}

async function fanOut(
  deps: FanOutDeps,
  event: StoredEvent,
  wanting: readonly Receiver[],
  isFirst: boolean,
): Promise<number> {
  const { tenant, id } = event;
  const entries = wanting.map(async (receiver) => {
    const payload = { tenant, event: id, endpoint: receiver.id };
    if (isFirst && !holdsEvents(receiver)) {
      return { payload: { ...payload, first: true as const }, delayMs: deps.firstDelayMs };
    }
    const delayMs = await dueInMsAt(deps, event, receiver);
    return delayMs === undefined ? [] : { payload, delayMs };
  });
  await deps.queues.addAll(deps.way.deliver, (await Promise.all(entries)).flat());
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

/** One look at storage for all that an end needs. The mark is from before: what comes in after it marks the study again. */
interface End {
  readonly mark: string | undefined;
  readonly view: StudyView;
}

async function lookAtEnd({ studies, index }: PublishDeps, ref: StudyRef): Promise<End | undefined> {
  const mark = await withRedis('looking for a pending study', () => index.pendingMark(ref));
  const view = await viewStudy(studies, ref);
  return view && { mark, view };
}

async function listEnd({ studies, index, reports }: PublishDeps, ref: StudyRef, view: StudyView): Promise<void> {
  await reports.list(view);
  await withRedis('listing a study', () => index.put(rowOf(view)));
  if (await studies.hasStudy(ref)) return;
  // Deleted meanwhile: the rows that were just written must not outlive it.
  await withRedis('removing a study from the index', () => index.remove(ref));
  await reports.forget(ref);
}

/** The study is no longer pending, unless something came in that this end does not cover. */
async function endStudy({ index }: PublishDeps, ref: StudyRef, { mark, view }: End, event: StoredEvent): Promise<void> {
  if (mark === undefined || view.revision?.revision !== event.data.revision || hasLateFiles(view)) return;
  await index.clearPending(ref, mark);
}
