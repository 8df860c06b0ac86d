import type { StoredEvent } from '@wetread/contracts';

/** Where webhook endpoints and deliveries are in object storage. */

export const endpointsPrefix = (tenant: string) => `tenants/${tenant}/webhook-endpoints/`;
export const endpointKey = (tenant: string, id: string) => `${endpointsPrefix(tenant)}${id}.json`;

const lastMoment = 9_999_999_999_999;

export const deliveriesPrefix = (tenant: string, endpoint: string) => `tenants/${tenant}/deliveries/${endpoint}/`;

/**
 * Time counts down, so that the order of keys is newest first and a page of the log is one short listing. Both parts
 * follow from the event, so that looking up one delivery is one read.
 */
export const deliveryKey = (tenant: string, endpoint: string, { id, timestamp }: StoredEvent) =>
  `${deliveriesPrefix(tenant, endpoint)}${String(lastMoment - Date.parse(timestamp)).padStart(13, '0')}-${id}.json`;
