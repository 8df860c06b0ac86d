import type { StoredEvent } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { heldKey, heldPrefix } from './keys.ts';

export interface HeldEvent {
  readonly event: string;
  readonly key: string;
}

/** What endpoints have yet to get, because they are disabled. In storage, so that a restart of Redis loses none (I1). */
export class HeldEvents {
  readonly #storage: ObjectStorage;

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
  }

  async put(tenant: string, endpoint: string, event: StoredEvent): Promise<void> {
    await this.#storage.putIfAbsent(heldKey(tenant, endpoint, event), Buffer.from('{}\n'));
  }

  /** The oldest ones, at most `limit`. */
  async first(tenant: string, endpoint: string, limit: number): Promise<HeldEvent[]> {
    const found: HeldEvent[] = [];
    const prefix = heldPrefix(tenant, endpoint);
    for await (const { key } of this.#storage.list(prefix)) {
      found.push({ key, event: key.slice(prefix.length + '0000000000000-'.length).replace(/\.json$/, '') });
      if (found.length >= limit) break;
    }
    return found;
  }

  async release({ key }: HeldEvent): Promise<void> {
    await this.#storage.delete(key);
  }

  /** Of an endpoint that was deleted. */
  async forget(tenant: string, endpoint: string): Promise<void> {
    for await (const { key } of this.#storage.list(heldPrefix(tenant, endpoint))) await this.#storage.delete(key);
  }
}
