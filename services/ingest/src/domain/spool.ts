import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { WetreadError } from '@wetread/contracts';

/** One file on the local disk, until it is stored or refused. Not durable: nothing is acknowledged for it (I2). */
export interface SpooledFile {
  readonly path: string;
  readonly bytes: number;
  /** Of all bytes, or of those that were kept where the file is over the limit. */
  readonly sha256: string;
  readonly overLimit: boolean;
  read(): Readable;
  remove(): Promise<void>;
}

const staleMs = 3_600_000;

/** Incoming files wait here while their header is read: no file is ever held in memory. */
export class Spool {
  readonly #folder: string;
  readonly #maxFileBytes: number;

  constructor(folder: string, maxFileBytes: number) {
    this.#folder = folder;
    this.#maxFileBytes = maxFileBytes;
  }

  /** Makes the folder, and clears what a killed process left in it. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      const found = await stat(path).catch(() => undefined);
      if (found && Date.now() - found.mtimeMs > staleMs) await rm(path, { force: true });
    }
  }

  /**
   * Stops reading at the limit; what is left is the caller's to skip. An error of `chunks` comes out as it is.
   *
   * @throws WetreadError storage_unavailable where the disk fails
   */
  async take(chunks: AsyncIterable<Uint8Array>): Promise<SpooledFile> {
    const path = join(this.#folder, randomUUID());
    const remove = () => rm(path, { force: true });
    try {
      const written = await this.#write(path, chunks);
      return { path, ...written, read: () => createReadStream(path), remove };
    } catch (error) {
      await remove();
      throw error;
    }
  }

  async #write(path: string, chunks: AsyncIterable<Uint8Array>) {
    const hash = createHash('sha256');
    const file = await open(path, 'wx', 0o600).catch(failed);
    let bytes = 0;
    try {
      for await (const chunk of chunks) {
        if (bytes + chunk.length > this.#maxFileBytes) return { bytes, sha256: hash.digest('hex'), overLimit: true };
        hash.update(chunk);
        bytes += chunk.length;
        await file.writeFile(chunk).catch(failed);
      }
      return { bytes, sha256: hash.digest('hex'), overLimit: false };
    } finally {
      await file.close();
    }
  }
}

function failed(cause: unknown): never {
  throw new WetreadError('storage_unavailable', 'The local disk for incoming files failed (SPOOL_DIR); is it full?', {
    cause,
    retryAfterS: 30,
  });
}
