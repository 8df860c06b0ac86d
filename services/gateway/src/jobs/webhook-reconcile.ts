import { WetreadError } from '@wetread/contracts';
import { withRedis } from '@wetread/queues';
import { findRecord, keys, type StudyStore, storedEvent } from '@wetread/studies';
import type { Logger } from '@wetread/telemetry';
import type { Redis } from 'ioredis';
import type { DestinationStore } from '../destinations/destination-store.ts';
import { isDisabled, type Receiver } from '../domain/receiver.ts';
import type { EndpointStore } from '../webhooks/endpoint-store.ts';
import type { EndpointSwitch } from '../webhooks/endpoint-switch.ts';
import type { ReplayStore } from '../webhooks/replay-store.ts';
import { isTold } from '../webhooks/study-events.ts';
import { tenantsOf } from '../webhooks/tenants.ts';
import { type FanOutDeps, fanOutToAll, type Receivers } from './event-publish.ts';

/**
 * After a loss of Redis: every event that a receiver has yet to get is queued again, and drains and replays go on (I1).
 * Otherwise there is nothing to do. Running twice adds nothing (I3).
 */

export interface ReconcileDeps extends FanOutDeps {
  readonly redis: Redis;
  readonly studies: StudyStore;
  readonly endpoints: EndpointStore;
  readonly endpointSwitch: Pick<EndpointSwitch, 'hold' | 'drain'>;
  readonly destinations: DestinationStore;
  readonly destinationSwitch: Pick<EndpointSwitch, 'drain'>;
  readonly toDestinations: FanOutDeps;
  readonly replays: ReplayStore;
}

const filledKey = 'wr:webhooks-filled';

export async function reconcileWebhooks(deps: ReconcileDeps, logger: Logger): Promise<void> {
  const { redis, studies, endpoints, destinations, destinationSwitch } = deps;
  if (await withRedis('looking for the deliveries', () => redis.exists(filledKey))) return;
  let events = 0;
  for await (const tenant of tenantsOf(studies.storage)) {
    const all = { endpoints: await endpoints.list(tenant), destinations: await destinations.list(tenant) };
    for (const endpoint of all.endpoints) await endpoints.count(endpoint);
    for (const destination of all.destinations) await destinations.count(destination);
    for (const endpoint of all.endpoints) await resume(deps, endpoint);
    for (const { id } of all.destinations.filter((to) => !isDisabled(to))) await destinationSwitch.drain(tenant, id);
    if (all.endpoints.length + all.destinations.length > 0) events += await putBack(deps, tenant, all, logger);
  }
  await withRedis('marking the deliveries', () => redis.set(filledKey, new Date().toISOString()));
  logger.info({ events }, 'looked for events that were not delivered');
}

async function resume({ queues, replays, endpointSwitch }: ReconcileDeps, endpoint: Receiver): Promise<void> {
  const { tenant, id } = endpoint;
  if (!isDisabled(endpoint)) await endpointSwitch.drain(tenant, id);
  for (const replay of await replays.list(tenant, id)) {
    if (replay.status === 'running') await queues.add('webhook.replay', { tenant, endpoint: id, replay: replay.id });
  }
}

async function putBack(deps: ReconcileDeps, tenant: string, receivers: Receivers, logger: Logger): Promise<number> {
  let events = 0;
  for await (const { key } of deps.studies.storage.list(keys.eventsPrefix(tenant))) {
    try {
      const event = await findRecord(deps.studies.storage, key, storedEvent);
      if (!event || !(await isTold(deps.studies, event))) continue;
      await fanOutToAll(deps, event, receivers, false);
      events++;
    } catch (error) {
      // One unreadable record must not keep the others from being told.
      if (!(error instanceof WetreadError) || error.code !== 'record_invalid') throw error;
      logger.error({ key, err: error }, 'an event cannot be told');
    }
  }
  return events;
}
