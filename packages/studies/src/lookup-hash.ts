import { createHmac, randomBytes } from 'node:crypto';
import type { ObjectStorage } from '@wetread/storage';

const keyPath = 'indexes/lookup-key';

/**
 * Under what patients' identifiers and accession numbers stand in an index: a keyed hash. The key is in storage, so that who
 * reads Redis cannot try them out.
 */
export class LookupHash {
  readonly #storage: ObjectStorage;
  #key: Promise<Buffer> | undefined;

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
  }

  /** 27 characters that are safe in a key. @param kind of the value @throws WetreadError storage_unavailable */
  async of(kind: string, tenant: string, value: string): Promise<string> {
    const hash = createHmac('sha256', await this.#lookupKey()).update(`${kind}\0${tenant}\0${value}`);
    return hash.digest('base64url').slice(0, 27);
  }

  async #lookupKey(): Promise<Buffer> {
    this.#key ??= this.#readKey();
    try {
      return await this.#key;
    } catch (error) {
      this.#key = undefined;
      throw error;
    }
  }

  /** The first process that needs the key makes it, for all. */
  async #readKey(): Promise<Buffer> {
    await this.#storage.putIfAbsent(keyPath, randomBytes(32));
    return this.#storage.get(keyPath);
  }
}
