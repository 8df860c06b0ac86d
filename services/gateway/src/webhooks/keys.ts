import { randomHex, type StoredEvent } from '@wetread/contracts';

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
export const deliveryName = ({ id, timestamp }: StoredEvent): string =>
  `${countdown(Date.parse(timestamp))}-${id}.json`;
export const deliveryKey = (tenant: string, endpoint: string, event: StoredEvent) =>
  deliveriesPrefix(tenant, endpoint) + deliveryName(event);

/** The last five of the 13 are 100 seconds. */
const bucketDigits = 8;
/** The 100 seconds that a delivery's event is of. @param name of a delivery, or what one begins with */
export const bucketOf = (name: string): string => name.slice(0, bucketDigits);

/** Groups of deliveries that were taken at the first attempt: a folder an event, in the order of the log. */
export const takenPrefix = (tenant: string, bucket: string) => `tenants/${tenant}/taken/${bucket}/`;
export const takenFolder = (tenant: string, name: string) =>
  `${takenPrefix(tenant, bucketOf(name))}${name.replace(/\.json$/, '')}/`;
/** @param shorts of the endpoints that are in it. The rest of the name keeps groups of several gateways apart. */
export const takenKey = (event: StoredEvent, shorts: readonly string[]) =>
  `${takenFolder(event.tenant, deliveryName(event))}${randomHex(6)}.${shorts.join('')}.json`;

/** In which buckets groups name an endpoint, empty of content, the newest first. */
export const takenMarksPrefix = (tenant: string, endpoint: string) => `tenants/${tenant}/taken-marks/${endpoint}/`;
export const takenMarkKey = (tenant: string, endpoint: string, bucket: string) =>
  `${takenMarksPrefix(tenant, endpoint)}${bucket}.json`;

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
