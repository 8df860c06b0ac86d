import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ObjectStorage } from '@wetread/storage';
import type { BundleSource } from './bundle-source.ts';

/** A bundle in object storage, its files under `{digest}/`. */
export class StoredBundle implements BundleSource {
  readonly #storage: ObjectStorage;
  readonly #digest: string;

  constructor(storage: ObjectStorage, digest: string) {
    this.#storage = storage;
    this.#digest = digest;
  }

  async copy(file: string, to: string): Promise<void> {
    const source = await this.#storage.getStream(`${this.#digest}/${file}`);
    await pipeline(source, createWriteStream(to, { flush: true }));
  }
}
