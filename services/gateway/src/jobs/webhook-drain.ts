import type { JobPayload } from '@wetread/contracts';
import type { JobContext } from '@wetread/queues';
import { newDelivery } from '../domain/delivery.ts';
import { isDisabled } from '../domain/receiver.ts';
import type { Way } from '../domain/way.ts';
import type { HeldEvent, HeldEvents } from '../webhooks/held-events.ts';
import { Pace } from '../webhooks/pace.ts';
import { type ResendDeps, sendAnew, untilAttempted } from '../webhooks/resend.ts';
import { isTold } from '../webhooks/study-events.ts';

/**
 * Delivers what an endpoint, or a destination, did not get while it was disabled: the oldest first, one after another, so
 * many a second. An event is held until it was tried, so that a crash loses none; one tried twice has one id (I3).
 */

export interface DrainDeps extends ResendDeps {
  readonly held: HeldEvents;
  readonly perSecond: number;
}

const atOnce = 200;
const handOverMs = 100;

export async function drainEndpoint(
  deps: DrainDeps,
  payload: JobPayload<Way['drain']>,
  job: JobContext,
): Promise<void> {
  const { tenant, endpoint: id } = payload;
  const pace = new Pace(deps.perSecond);
  let sent = 0;
  for (;;) {
    const endpoint = await deps.endpoints.find(tenant, id);
    if (!endpoint) return deps.held.forget(tenant, id);
    if (isDisabled(endpoint)) return;
    const batch = await deps.held.first(tenant, id, atOnce);
    if (batch.length === 0) break;
    for (const held of batch) {
      await pace.pass();
      const tried = await deliver(deps, payload, held);
      if (deps.isStopping()) return job.postpone(handOverMs);
      if (!tried) break;
      sent++;
    }
  }
  // An event that is held from here on starts this job again.
  await deps.endpoints.endDrain(tenant, id);
  if (sent > 0) job.logger.info({ endpoint: id, events: sent }, 'held events delivered');
}

/** @returns false where it stays held */
async function deliver(
  deps: DrainDeps,
  { tenant, endpoint }: JobPayload<Way['drain']>,
  held: HeldEvent,
): Promise<boolean> {
  const event = await deps.studies.findEvent(tenant, held.event);
  // An event of a study goes with it, and is then not delivered.
  if (event && (await isTold(deps.studies, event))) {
    const delivery = (await deps.deliveries.find(tenant, endpoint, event)) ?? newDelivery(event, endpoint);
    if (delivery.status === 'held' || delivery.status === 'pending') await sendAnew(deps, event, delivery);
    if (!(await untilAttempted(deps, event, endpoint))) return false;
  }
  await deps.held.release(held);
  return true;
}
