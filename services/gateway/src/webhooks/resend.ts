import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredEvent } from '@wetread/contracts';
import type { JobQueues } from '@wetread/queues';
import type { StudyStore } from '@wetread/studies';
import { anew, type DeliveryRecord, newDelivery } from '../domain/delivery.ts';
import { isDisabled, type Receiver } from '../domain/receiver.ts';
import type { Way } from '../domain/way.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { ReceiverStore } from './receiver-store.ts';

export interface ResendDeps {
  readonly studies: StudyStore;
  readonly endpoints: Pick<ReceiverStore<Receiver>, 'find' | 'endDrain'>;
  readonly deliveries: DeliveryStore;
  readonly queues: JobQueues;
  readonly way: Way;
  /** The process ends; what is left is done by the next one. */
  readonly isStopping: () => boolean;
}

/** Puts a delivery before the worker, at once and with the whole schedule before it. @param replay that asks for it */
export async function sendAnew(
  { deliveries, queues, way }: Pick<ResendDeps, 'deliveries' | 'queues' | 'way'>,
  event: StoredEvent,
  delivery: DeliveryRecord,
  replay?: string,
): Promise<DeliveryRecord> {
  const { tenant, id } = event;
  const due = delivery.status === 'pending' ? delivery : anew(delivery, replay);
  await deliveries.put(tenant, event, due);
  await queues.add(way.deliver, { tenant, event: id, endpoint: delivery.endpoint });
  return due;
}

const lookEveryMs = 50;
const askAgainEvery = 20;

/**
 * Waits until a delivery was tried once, so that the caller sends no faster than the receiver takes. A delivery that was
 * put aside meanwhile, because a job that saw the endpoint disabled was just ending, is taken up again.
 *
 * @returns false where the process ends or the endpoint was disabled or deleted meanwhile
 */
export async function untilAttempted(deps: ResendDeps, event: StoredEvent, id: string): Promise<boolean> {
  const { tenant } = event;
  for (let look = 1; !deps.isStopping(); look++) {
    const [endpoint, delivery = newDelivery(event, id)] = await Promise.all([
      deps.endpoints.find(tenant, id),
      deps.deliveries.find(tenant, id, event),
    ]);
    if (!endpoint || isDisabled(endpoint)) return false;
    if (isAttempted(delivery)) return true;
    // An addition does not count while an earlier job of the same delivery is ending.
    if (delivery.status === 'held' || look % askAgainEvery === 0) await sendAnew(deps, event, delivery);
    await sleep(lookEveryMs);
  }
  return false;
}

const isAttempted = ({ status, attempts, earlier = 0 }: DeliveryRecord): boolean =>
  status === 'delivered' || status === 'exhausted' || (status === 'pending' && attempts.length > earlier);
