import { type StoredEvent, WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { encodeRecord, findRecord } from '@wetread/studies';
import { type DeliveryRecord, deliveryRecord } from '../domain/delivery.ts';
import { countdown, deliveriesPrefix, deliveryKey } from './keys.ts';

export interface DeliveryPage {
  readonly deliveries: DeliveryRecord[];
  readonly next?: string;
}

const cursorForm = /^\d{13}-evt_[0-9a-f]{32}\.json$/;

export class DeliveryStore {
  readonly #storage: ObjectStorage;

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
  }

  find(tenant: string, endpoint: string, event: StoredEvent): Promise<DeliveryRecord | undefined> {
    return findRecord(this.#storage, deliveryKey(tenant, endpoint, event), deliveryRecord);
  }

  async put(tenant: string, event: StoredEvent, delivery: DeliveryRecord): Promise<void> {
    await this.#storage.put(deliveryKey(tenant, delivery.endpoint, event), encodeRecord(delivery));
  }

  /** An endpoint's log, newest event first. @throws WetreadError invalid_request where the cursor is not one of ours */
  async list(tenant: string, endpoint: string, limit: number, cursor?: string): Promise<DeliveryPage> {
    const prefix = deliveriesPrefix(tenant, endpoint);
    const keys: string[] = [];
    for await (const { key } of this.#storage.list(prefix, cursor && prefix + decodeCursor(cursor))) {
      keys.push(key);
      if (keys.length > limit) break;
    }
    const page = keys.slice(0, limit);
    const found = await Promise.all(page.map((key) => findRecord(this.#storage, key, deliveryRecord)));
    const last = page.at(-1);
    return {
      deliveries: found.filter((record) => record !== undefined),
      ...(keys.length > limit && last && { next: encodeCursor(last.slice(prefix.length)) }),
    };
  }

  /** Names of the deliveries of events in a time range, bounds included, newest first. */
  async *names(tenant: string, endpoint: string, range: TimeRange, after = ''): AsyncIterable<string> {
    const prefix = deliveriesPrefix(tenant, endpoint);
    const last = countdown(Date.parse(range.since));
    const start = after || countdown(Date.parse(range.until));
    for await (const { key } of this.#storage.list(prefix, prefix + start)) {
      const name = key.slice(prefix.length);
      if (name.slice(0, last.length) > last) return;
      yield name;
    }
  }

  findNamed(tenant: string, endpoint: string, name: string): Promise<DeliveryRecord | undefined> {
    return findRecord(this.#storage, deliveriesPrefix(tenant, endpoint) + name, deliveryRecord);
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
