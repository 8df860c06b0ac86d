import type { Readable } from 'node:stream';

/** Part of an object, in bytes; at least one. What lies beyond its end is left out. */
export interface ObjectRange {
  readonly at: number;
  readonly length: number;
}

export interface StoredObject {
  readonly key: string;
}

/**
 * The system of record (I1). Keys are relative paths with `/` between parts, at most 900 characters; a part holds
 * letters, digits and `._-`, starts with none of the dots that hide a file, and has at most 255 characters. Another key
 * is `invalid_request`. No key may be a folder of another: files cannot hold both `a` and `a/b`.
 *
 * Writes are atomic (a reader sees the old bytes, the new bytes, or nothing; never a part) and durable when the promise
 * resolves (I2). Failures of the store itself are `storage_unavailable`, retryable; a missing object is `not_found`.
 */
export interface ObjectStorage {
  /**
   * Replaces what is there. A stream that fails leaves nothing behind, and its error comes out as it was thrown.
   *
   * @returns bytes written
   */
  put(key: string, body: Uint8Array | Readable): Promise<number>;
  /**
   * As `put`, of the bytes of a local file, which is gone afterwards where it could be moved and else stays as it is. No
   * one may write to it any more. With `allowed`, only once that is true, and not at all where it is false: what
   * can be made ready before then is.
   *
   * @returns whether the file was moved
   */
  putFile(key: string, path: string, allowed?: Promise<boolean>): Promise<boolean>;
  /** First writer wins (I3). @returns whether this call wrote */
  putIfAbsent(key: string, body: Uint8Array): Promise<boolean>;
  get(key: string): Promise<Buffer>;
  /** The caller reads it to the end or destroys it. A failure in mid-stream is its `error` event. */
  getStream(key: string, range?: ObjectRange): Promise<Readable>;
  has(key: string): Promise<boolean>;
  /** Quiet where nothing is there. */
  delete(key: string): Promise<void>;
  /** Every object whose key starts with `prefix`, in the order of keys, fetched page by page; after `startAfter` where given. */
  list(prefix: string, startAfter?: string): AsyncIterable<StoredObject>;
}
