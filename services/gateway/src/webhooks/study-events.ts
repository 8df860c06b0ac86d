import { type StoredEvent, studyOfEvent } from '@wetread/contracts';
import { keys, type StudyRef, type StudyStore } from '@wetread/studies';
import type { DeliveryRecord } from '../domain/delivery.ts';
import type { Receiver } from '../domain/receiver.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { ReceiverStore } from './receiver-store.ts';

type ReceiverList = Pick<ReceiverStore<Receiver>, 'list'>;

export interface EventStores {
  readonly studies: StudyStore;
  readonly endpoints: ReceiverList;
  readonly destinations: ReceiverList;
  readonly deliveries: DeliveryStore;
}

const endTypes: ReadonlySet<string> = new Set(['study.summarized', 'study.refused', 'study.failed']);

export const isEndOfStudy = ({ type }: StoredEvent): boolean => endTypes.has(type);

/** An event of a study goes with it (I4). */
export async function isTold({ storage }: StudyStore, event: StoredEvent): Promise<boolean> {
  const study = studyOfEvent(event);
  return study === undefined || storage.has(keys.studyKey({ tenant: event.tenant, study }));
}

/** When the first webhook endpoint or PACS had the end of this revision; undefined while none had. RFC 3339, UTC. */
export async function firstDeliveryOf(
  stores: EventStores,
  ref: StudyRef,
  revision: number,
): Promise<string | undefined> {
  const events = await endsOf(stores.studies, ref, revision);
  if (events.length === 0) return undefined;
  const lists = await Promise.all([stores.endpoints.list(ref.tenant), stores.destinations.list(ref.tenant)]);
  const found = await Promise.all(
    events.flatMap((event) => lists.flat().map(({ id }) => stores.deliveries.find(ref.tenant, id, event))),
  );
  const times = found.flatMap((delivery) => (delivery && deliveredAt(delivery)) ?? []);
  return times.sort()[0];
}

/** Also while it is sent again. */
const deliveredAt = ({ status, deliveredAt, settledAt }: DeliveryRecord): string | undefined =>
  deliveredAt ?? (status === 'delivered' ? settledAt : undefined);

/** Removes a study's events, so that jobs which were to tell them find nothing to tell (I4). */
export async function forgetEvents(studies: StudyStore, ref: StudyRef): Promise<void> {
  for (const id of await eventIdsOf(studies, ref)) await studies.storage.delete(keys.eventKey(ref.tenant, id));
}

async function endsOf(studies: StudyStore, ref: StudyRef, revision: number) {
  const ids = await eventIdsOf(studies, ref);
  const events = await Promise.all(ids.map((id) => studies.findEvent(ref.tenant, id)));
  return events.filter(
    (event) => event !== undefined && isEndOfStudy(event) && event.data.revision === revision,
  ) as NonNullable<(typeof events)[0]>[];
}

async function eventIdsOf(studies: StudyStore, ref: StudyRef): Promise<string[]> {
  const prefix = keys.studyEventsPrefix(ref);
  const ids: string[] = [];
  for await (const { key } of studies.storage.list(prefix)) ids.push(key.slice(prefix.length).replace(/\.json$/, ''));
  return ids;
}
