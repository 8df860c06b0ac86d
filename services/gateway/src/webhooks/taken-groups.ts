import type { StoredEvent } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { encodeRecord, findRecord } from '@wetread/studies';
import { z } from 'zod';
import { type DeliveryRecord, deliveryRecord } from '../domain/delivery.ts';
import { bucketOf, deliveryName, takenFolder, takenKey, takenMarkKey, takenMarksPrefix, takenPrefix } from './keys.ts';
import { SharedLooks } from './shared-looks.ts';

const takenGroup = z.object({ deliveries: z.array(deliveryRecord).min(1) });
type TakenGroup = z.infer<typeof takenGroup>;

/** Their endpoints are in the name of the object, which may have 255 characters. */
export const mostInGroup = 50;
const mostMarks = 10_000;

/**
 * Records of deliveries that were taken at the first attempt, many of one event in one object, named for its endpoints:
 * one write instead of up to 50. What becomes of a delivery later, if anything, is in a record of its own.
 *
 * An endpoint's log does not walk through all that others took: a mark says in which 100 seconds it is in any group.
 */
export class TakenGroups {
  readonly #storage: ObjectStorage;
  readonly #keys = new SharedLooks<string[]>();
  readonly #groups = new SharedLooks<TakenGroup | undefined>();
  readonly #marked = new Map<string, Promise<unknown>>();

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
  }

  async put(event: StoredEvent, deliveries: readonly DeliveryRecord[]): Promise<void> {
    const { tenant } = event;
    const endpoints = deliveries.map(({ endpoint }) => endpoint);
    const bucket = bucketOf(deliveryName(event));
    // First: a group without its marks would be missing in the logs.
    await Promise.all(endpoints.map((endpoint) => this.#mark(takenMarkKey(tenant, endpoint, bucket))));
    await this.#storage.put(takenKey(event, endpoints.map(shortOf)), encodeRecord({ deliveries }));
  }

  /** @param name of the delivery */
  async find(tenant: string, endpoint: string, name: string): Promise<DeliveryRecord | undefined> {
    const keys = await this.#keysOf(tenant, name);
    for (const key of keys.filter((each) => isNamed(each, endpoint))) {
      const group = await this.#groups.share(key, () => findRecord(this.#storage, key, takenGroup));
      const found = group?.deliveries.find((delivery) => delivery.endpoint === endpoint);
      if (found) return found;
    }
    return undefined;
  }

  /** Names of an endpoint's deliveries, newest event first. @param after a name, or what one begins with */
  async *names(tenant: string, endpoint: string, after: string): AsyncIterable<string> {
    let last = after;
    for await (const bucket of this.#buckets(tenant, endpoint, bucketOf(after))) {
      const prefix = takenPrefix(tenant, bucket);
      for await (const { key } of this.#storage.list(prefix, prefix + last)) {
        const name = `${key.slice(prefix.length, key.indexOf('/', prefix.length))}.json`;
        if (name <= last || !isNamed(key, endpoint)) continue;
        yield name;
        last = name;
      }
    }
  }

  /** @param first may itself have a mark */
  async *#buckets(tenant: string, endpoint: string, first: string): AsyncIterable<string> {
    const prefix = takenMarksPrefix(tenant, endpoint);
    for await (const { key } of this.#storage.list(prefix, prefix + first)) yield bucketOf(key.slice(prefix.length));
  }

  #keysOf(tenant: string, name: string): Promise<string[]> {
    const folder = takenFolder(tenant, name);
    return this.#keys.share(folder, async () => {
      const keys: string[] = [];
      for await (const { key } of this.#storage.list(folder)) keys.push(key);
      return keys;
    });
  }

  #mark(key: string): Promise<unknown> {
    const known = this.#marked.get(key);
    if (known) return known;
    if (this.#marked.size >= mostMarks) this.#marked.clear();
    const marking = this.#storage.putIfAbsent(key, Buffer.from('{}\n'));
    this.#marked.set(key, marking);
    marking.catch(() => this.#marked.delete(key));
    return marking;
  }
}

/** Enough of an id to tell an endpoint from the tenant's others almost always; the record tells it for certain. */
const shortLength = 4;
const shortOf = (endpoint: string): string => endpoint.slice(-shortLength);

function isNamed(key: string, endpoint: string): boolean {
  const [, shorts = ''] = key.slice(key.lastIndexOf('/') + 1).split('.');
  const short = shortOf(endpoint);
  for (let at = 0; at < shorts.length; at += shortLength) if (shorts.startsWith(short, at)) return true;
  return false;
}
