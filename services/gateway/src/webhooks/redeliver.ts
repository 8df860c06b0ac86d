import { type StoredEvent, WetreadError } from '@wetread/contracts';
import type { JobQueues } from '@wetread/queues';
import type { StudyStore } from '@wetread/studies';
import type { DeliveryRecord } from '../domain/delivery.ts';
import { isDisabled, type Receiver } from '../domain/receiver.ts';
import type { Way } from '../domain/way.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { ReceiverStore } from './receiver-store.ts';
import { sendAnew } from './resend.ts';
import { isTold } from './study-events.ts';

export interface RedeliverDeps {
  readonly endpoints: Pick<ReceiverStore<Receiver>, 'get'>;
  readonly deliveries: DeliveryStore;
  readonly studies: StudyStore;
  readonly queues: JobQueues;
  readonly way: Way;
}

export interface DeliveryRef {
  /** Of the receiver. */
  readonly id: string;
  readonly event: string;
}

export interface FoundDelivery {
  readonly event: StoredEvent;
  readonly delivery: DeliveryRecord;
}

/** @throws WetreadError not_found */
export async function findDelivery(deps: RedeliverDeps, tenant: string, ref: DeliveryRef): Promise<FoundDelivery> {
  await deps.endpoints.get(tenant, ref.id);
  const event = await deps.studies.findEvent(tenant, ref.event);
  const delivery = event && (await deps.deliveries.find(tenant, ref.id, event));
  if (!delivery) throw notFound(ref);
  return { event, delivery };
}

/** Sends one event again now, under the same id. @throws WetreadError not_found, conflict where the receiver is disabled */
export async function redeliver(deps: RedeliverDeps, tenant: string, ref: DeliveryRef): Promise<FoundDelivery> {
  if (isDisabled(await deps.endpoints.get(tenant, ref.id))) {
    throw new WetreadError('conflict', 'The receiver is disabled; enable it first.');
  }
  const { event, delivery } = await findDelivery(deps, tenant, ref);
  if (!(await isTold(deps.studies, event))) throw notFound(ref);
  const { nextAttemptAt: _, ...now } = delivery;
  const due = await sendAnew(deps, event, now);
  await deps.queues.hasten(deps.way.deliver, { tenant, event: ref.event, endpoint: ref.id });
  return { event, delivery: due };
}

const notFound = ({ id, event }: DeliveryRef): WetreadError =>
  new WetreadError('not_found', `Receiver ${id} was sent no event ${event}.`);
