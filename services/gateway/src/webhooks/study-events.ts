import { keys, type StudyRef, type StudyStore } from '@wetread/studies';
import type { DeliveryStore } from './delivery-store.ts';
import type { EndpointStore } from './endpoint-store.ts';

export interface EventStores {
  readonly studies: StudyStore;
  readonly endpoints: EndpointStore;
  readonly deliveries: DeliveryStore;
}

/** When the first receiver had the end of this revision; undefined while none had. RFC 3339, UTC. */
export async function firstDeliveryOf(
  stores: EventStores,
  ref: StudyRef,
  revision: number,
): Promise<string | undefined> {
  const events = await endsOf(stores.studies, ref, revision);
  if (events.length === 0) return undefined;
  const endpoints = await stores.endpoints.list(ref.tenant);
  const found = await Promise.all(
    events.flatMap((event) => endpoints.map(({ id }) => stores.deliveries.find(ref.tenant, id, event))),
  );
  const times = found.flatMap((delivery) => (delivery?.status === 'delivered' ? (delivery.settledAt ?? []) : []));
  return times.sort()[0];
}

/** Removes a study's events, so that jobs which were to tell them find nothing to tell (I4). */
export async function forgetEvents(studies: StudyStore, ref: StudyRef): Promise<void> {
  for (const id of await eventIdsOf(studies, ref)) await studies.storage.delete(keys.eventKey(ref.tenant, id));
}

async function endsOf(studies: StudyStore, ref: StudyRef, revision: number) {
  const ids = await eventIdsOf(studies, ref);
  const events = await Promise.all(ids.map((id) => studies.findEvent(ref.tenant, id)));
  return events.filter(
    (event) => event !== undefined && event.type !== 'study.received' && event.data.revision === revision,
  ) as NonNullable<(typeof events)[0]>[];
}

async function eventIdsOf(studies: StudyStore, ref: StudyRef): Promise<string[]> {
  const prefix = keys.studyEventsPrefix(ref);
  const ids: string[] = [];
  for await (const { key } of studies.storage.list(prefix)) ids.push(key.slice(prefix.length).replace(/\.json$/, ''));
  return ids;
}
