import { type StoredEvent, WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { encodeRecord, findRecord } from '@wetread/studies';
import { type DeliveryRecord, deliveryRecord } from '../domain/delivery.ts';
import { countdown, deliveriesPrefix, deliveryKey, deliveryName } from './keys.ts';
import { mergedNames } from './merged-names.ts';
import { type Coming, type Gathered, TakenGathering } from './taken-gathering.ts';
import { TakenGroups } from './taken-groups.ts';

export interface DeliveryPage {
  readonly deliveries: DeliveryRecord[];
  readonly next?: string;
}

const cursorForm = /^\d{13}-evt_[0-9a-f]{32}\.json$/;

/** Fewer of one event have a record each: a folder for them would cost more. */
const fewestInGroup = 4;

/** Deliveries in object storage (I1). A record of its own holds before one in a group, for it is the later. */
export class DeliveryStore {
  readonly #storage: ObjectStorage;
  readonly #taken: TakenGroups;
  readonly #gathering = new TakenGathering((gathered) => this.#putTogether(gathered));

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
    this.#taken = new TakenGroups(storage);
  }

  find(tenant: string, endpoint: string, event: StoredEvent): Promise<DeliveryRecord | undefined> {
    return this.findNamed(tenant, endpoint, deliveryName(event));
  }

  async put(tenant: string, event: StoredEvent, delivery: DeliveryRecord): Promise<void> {
    await this.#storage.put(deliveryKey(tenant, delivery.endpoint, event), encodeRecord(delivery));
  }

  /** A delivery that has no record yet is tried. Taken at this first attempt, it is written with others of its event. */
  comes(event: StoredEvent): Coming {
    return this.#gathering.comes(event);
  }

  /** An endpoint's log, newest event first. @throws WetreadError invalid_request where the cursor is not one of ours */
  async list(tenant: string, endpoint: string, limit: number, cursor?: string): Promise<DeliveryPage> {
    const names: string[] = [];
    for await (const name of this.#names(tenant, endpoint, cursor === undefined ? '' : decodeCursor(cursor))) {
      names.push(name);
      if (names.length > limit) break;
    }
    const page = names.slice(0, limit);
    const found = await Promise.all(page.map((name) => this.findNamed(tenant, endpoint, name)));
    const last = page.at(-1);
    return {
      deliveries: found.filter((record) => record !== undefined),
      ...(names.length > limit && last && { next: encodeCursor(last) }),
    };
  }

  /** Names of the deliveries of events in a time range, bounds included, newest first. */
  async *names(tenant: string, endpoint: string, range: TimeRange, after = ''): AsyncIterable<string> {
    const last = countdown(Date.parse(range.since));
    const start = after || countdown(Date.parse(range.until));
    for await (const name of this.#names(tenant, endpoint, start)) {
      if (name.slice(0, last.length) > last) return;
      yield name;
    }
  }

  async findNamed(tenant: string, endpoint: string, name: string): Promise<DeliveryRecord | undefined> {
    const key = deliveriesPrefix(tenant, endpoint) + name;
    // Most who look before the first attempt find nothing, and to read nothing costs more than to ask.
    if (await this.#storage.has(key)) return findRecord(this.#storage, key, deliveryRecord);
    return this.#taken.find(tenant, endpoint, name);
  }

  #names(tenant: string, endpoint: string, after: string): AsyncIterable<string> {
    return mergedNames(this.#ownNames(tenant, endpoint, after), this.#taken.names(tenant, endpoint, after));
  }

  async *#ownNames(tenant: string, endpoint: string, after: string): AsyncIterable<string> {
    const prefix = deliveriesPrefix(tenant, endpoint);
    for await (const { key } of this.#storage.list(prefix, prefix + after)) yield key.slice(prefix.length);
  }

  async #putTogether({ event, deliveries }: Gathered): Promise<void> {
    if (deliveries.length >= fewestInGroup) return this.#taken.put(event, deliveries);
    await Promise.all(deliveries.map((delivery) => this.put(event.tenant, event, delivery)));
  }
}

/** RFC 3339. */
export interface TimeRange {
  readonly since: string;
  readonly until: string;
}

const encodeCursor = (name: string): string => Buffer.from(name).toString('base64url');

function decodeCursor(cursor: string): string {
  const name = Buffer.from(cursor, 'base64url').toString('utf8');
  if (cursorForm.test(name)) return name;
  throw new WetreadError('invalid_request', 'The cursor is not one that a page of this list gave.');
}
