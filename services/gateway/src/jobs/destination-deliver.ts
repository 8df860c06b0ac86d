import type { JobPayload } from '@wetread/contracts';
import type { JobContext } from '@wetread/queues';
import type { PacsSender } from '../destinations/pacs-sender.ts';
import type { DestinationRecord } from '../domain/destination.ts';
import { destinationMeters } from '../metrics.ts';
import { type DeliverDeps, deliverEvent } from '../webhooks/deliver-event.ts';

/**
 * Delivers one summary to one destination, as `deliverEvent` does. An attempt whose answer was lost is repeated with the
 * same object, whose SOP Instance UID the destination knows (I3).
 */

export interface DestinationDeps extends Omit<DeliverDeps<DestinationRecord>, 'send' | 'meters'> {
  readonly sender: PacsSender;
}

export function deliverToDestination(
  deps: DestinationDeps,
  payload: JobPayload<'destination.deliver'>,
  job: JobContext,
): Promise<void> {
  const { sender } = deps;
  const send: DeliverDeps<DestinationRecord>['send'] = (event, destination) => sender.send(event, destination);
  return deliverEvent({ ...deps, send, meters: destinationMeters }, payload, job);
}
