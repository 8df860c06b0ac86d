import type { StoredEvent } from '@wetread/contracts';

/** Where webhook endpoints and deliveries are in object storage. */

export const endpointsPrefix = (tenant: string) => `tenants/${tenant}/webhook-endpoints/`;
export const endpointKey = (tenant: string, id: string) => `${endpointsPrefix(tenant)}${id}.json`;

const lastMoment = 9_999_999_999_999;

export const deliveriesPrefix = (tenant: string, endpoint: string) => `tenants/${tenant}/deliveries/${endpoint}/`;

/** What the name of a delivery begins with. @param at milliseconds since 1970 */
export const countdown = (at: number): string => String(lastMoment - at).padStart(13, '0');

/**
 * Time counts down, so that the order of keys is newest first and a page of the log is one short listing. Both parts
 * follow from the event, so that looking up one delivery is one read.
 */
export const deliveryKey = (tenant: string, endpoint: string, { id, timestamp }: StoredEvent) =>
  `${deliveriesPrefix(tenant, endpoint)}${countdown(Date.parse(timestamp))}-${id}.json`;

/** Events that a disabled endpoint has yet to get, empty of content, the oldest first. */
export const heldPrefix = (tenant: string, endpoint: string) => `tenants/${tenant}/held/${endpoint}/`;
export const heldKey = (tenant: string, endpoint: string, { id, timestamp }: StoredEvent) =>
  `${heldPrefix(tenant, endpoint)}${String(Date.parse(timestamp)).padStart(13, '0')}-${id}.json`;

/** Ids of replays begin with their time. */
export const replaysPrefix = (tenant: string, endpoint: string) => `tenants/${tenant}/webhook-replays/${endpoint}/`;
export const replayKey = (tenant: string, endpoint: string, id: string) =>
  `${replaysPrefix(tenant, endpoint)}${id}.json`;
export const replayCancelKey = (tenant: string, endpoint: string, id: string) =>
  `${replaysPrefix(tenant, endpoint)}${id}.cancel`;
