import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Client } from 'minio';
import { asBuffer, chunksOf, translated } from './body.ts';
import { checkCursor, checkKey, checkPrefix, isKey } from './keys.ts';
import { isMissing, readFailure, storageFailure } from './s3-errors.ts';
import { listPage } from './s3-list.ts';
import { type Target, upload, uploadIfAbsent } from './s3-upload.ts';
import type { ObjectRange, ObjectStorage, StoredObject } from './storage.ts';

/** One S3 object an object, at its key behind `prefix`, which is empty or ends with a slash. */
export class S3Storage implements ObjectStorage {
  readonly #client: Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor(client: Client, bucket: string, prefix: string) {
    this.#client = client;
    this.#bucket = bucket;
    this.#prefix = prefix;
  }

  async put(key: string, body: Uint8Array | Readable): Promise<number> {
    return upload(this.#target(key), chunksOf(body));
  }

  async putFile(key: string, path: string, allowed: Promise<boolean> = Promise.resolve(true)): Promise<boolean> {
    if (await allowed)
      await upload(this.#target(key), chunksOf(createReadStream(path, { highWaterMark: 1024 * 1024 })));
    return false;
  }

  async putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
    return uploadIfAbsent(this.#target(key), asBuffer(body));
  }

  async get(key: string): Promise<Buffer> {
    return buffer(await this.getStream(key));
  }

  async getStream(key: string, range?: ObjectRange): Promise<Readable> {
    const { bucket, name } = this.#target(key);
    const { at, length } = range ?? { at: 0, length: 0 };
    // Without offset and length the client asks for the whole.
    const source = await this.#client.getPartialObject(bucket, name, at, length).catch(unreadable);
    return translated(source, readFailure);
  }

  async has(key: string): Promise<boolean> {
    const { bucket, name } = this.#target(key);
    try {
      await this.#client.statObject(bucket, name);
      return true;
    } catch (thrown) {
      if (isMissing(thrown)) return false;
      throw storageFailure(thrown);
    }
  }

  async delete(key: string): Promise<void> {
    const { bucket, name } = this.#target(key);
    try {
      await this.#client.removeObject(bucket, name);
    } catch (thrown) {
      if (!isMissing(thrown)) throw storageFailure(thrown);
    }
  }

  async *list(prefix: string, startAfter = ''): AsyncGenerator<StoredObject> {
    checkPrefix(prefix);
    checkCursor(startAfter);
    const { length } = this.#prefix;
    let after = startAfter && this.#prefix + startAfter;
    for (;;) {
      const { objects, truncated } = await listPage(this.#client, this.#bucket, this.#prefix + prefix, after).catch(
        failed,
      );
      for (const { key } of objects) {
        const own = key.slice(length);
        // What others keep in the bucket under names that are no keys is not ours to show.
        if (isKey(own)) yield { key: own };
      }
      const last = objects.at(-1);
      if (!truncated || !last) return;
      after = last.key;
    }
  }

  #target(key: string): Target {
    checkKey(key);
    return { client: this.#client, bucket: this.#bucket, name: this.#prefix + key };
  }
}

function unreadable(thrown: unknown): never {
  throw readFailure(thrown);
}

function failed(thrown: unknown): never {
  throw storageFailure(thrown);
}
