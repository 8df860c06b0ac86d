import type { EventType } from '@wetread/contracts';
import { WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { encodeRecord, findRecord } from '@wetread/studies';
import { type EndpointRecord, endpointRecord, newEndpointId, newSecret } from '../domain/endpoint.ts';
import type { SecretBox } from '../domain/sealed-secret.ts';
import { endpointKey, endpointsPrefix } from './keys.ts';

export interface NewEndpoint {
  readonly url: string;
  readonly events?: EventType[] | undefined;
  readonly description?: string | undefined;
}

/** Every event of a tenant is fanned out to all of its endpoints, so their number is bounded (I6). */
const maxEndpoints = 100;

export class EndpointStore {
  readonly #storage: ObjectStorage;
  readonly #box: SecretBox;

  constructor(storage: ObjectStorage, box: SecretBox) {
    this.#storage = storage;
    this.#box = box;
  }

  /** @returns the record and the signing secret, which is shown this once. @throws WetreadError conflict */
  async create(tenant: string, { url, events, description }: NewEndpoint) {
    if ((await this.list(tenant)).length >= maxEndpoints) {
      throw new WetreadError('conflict', `A tenant has at most ${maxEndpoints} webhook endpoints; delete one first.`);
    }
    const id = newEndpointId();
    const secret = newSecret();
    const record: EndpointRecord = {
      id,
      tenant,
      url,
      ...(events && { events }),
      ...(description && { description }),
      secret: this.#box.seal(secret, id),
      createdAt: new Date().toISOString(),
    };
    await this.#storage.putIfAbsent(endpointKey(tenant, id), encodeRecord(record));
    return { record, secret };
  }

  find(tenant: string, id: string): Promise<EndpointRecord | undefined> {
    return findRecord(this.#storage, endpointKey(tenant, id), endpointRecord);
  }

  /** @throws WetreadError not_found */
  async get(tenant: string, id: string): Promise<EndpointRecord> {
    const record = await this.find(tenant, id);
    if (!record) throw new WetreadError('not_found', `This tenant has no webhook endpoint ${id}.`);
    return record;
  }

  /** The oldest first. */
  async list(tenant: string): Promise<EndpointRecord[]> {
    const found: EndpointRecord[] = [];
    for await (const { key } of this.#storage.list(endpointsPrefix(tenant))) {
      const record = await findRecord(this.#storage, key, endpointRecord);
      if (record) found.push(record);
    }
    return found.sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  }

  secretOf({ id, secret }: EndpointRecord): string {
    return this.#box.open(secret, id);
  }

  /** Quiet where the endpoint is gone or disabled already. */
  async disable(tenant: string, id: string, reason: 'gone'): Promise<void> {
    const record = await this.find(tenant, id);
    if (!record || record.disabledAt !== undefined) return;
    const disabled = { ...record, disabledAt: new Date().toISOString(), disabledReason: reason };
    await this.#storage.put(endpointKey(tenant, id), encodeRecord(disabled));
  }

  /** @throws WetreadError not_found */
  async delete(tenant: string, id: string): Promise<void> {
    await this.get(tenant, id);
    await this.#storage.delete(endpointKey(tenant, id));
  }
}
