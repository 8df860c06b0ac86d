import { createHash, type Hash, randomUUID } from 'node:crypto';
import { closeSync, open, read, writev } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RefusalError, WetreadError } from '@wetread/contracts';
import type { Source } from '@wetread/dicom';

/** One file on the local disk, until it is stored or refused. Not durable: nothing is acknowledged for it (I2). */
export interface SpooledFile {
  readonly path: string;
  readonly bytes: number;
  /** Of all bytes, or of those that were kept where the file is over the limit. */
  readonly sha256: string;
  readonly overLimit: boolean;
  /** To look into it: its beginning is still in memory. Until it is removed. */
  readonly source: Source;
  /** Tells that storage has moved it away. */
  moved(): void;
  /** Also where it was moved away. */
  remove(): Promise<void>;
}

const openFile = promisify(open);
const readFile = promisify(read);
const writePieces = promisify(writev);

const staleMs = 3_600_000;
/** Written at once: what comes from a network comes in small pieces, and each write costs a turn of the event loop. */
const BATCH_BYTES = 512 * 1024;
/** Where the pieces are tiny. */
const BATCH_PIECES = 256;
/** As much as a reader of headers asks for first. */
const HEAD_BYTES = 64 * 1024;

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
    const file = new LocalFile(path, await openFile(path, 'wx+', 0o600).catch(failed));
    try {
      const written = new SpoolWriter(file);
      const overLimit = await this.#write(written, chunks);
      const { bytes, head } = written;
      return {
        path,
        bytes,
        sha256: written.digest(),
        overLimit,
        source: { size: bytes, read: (at, length) => readPart(file, head, at, length) },
        moved: () => file.moved(),
        remove: () => file.remove(),
      };
    } catch (error) {
      await file.remove();
      throw error;
    }
  }

  /** @returns whether there is more than may be */
  async #write(writer: SpoolWriter, chunks: AsyncIterable<Uint8Array>): Promise<boolean> {
    try {
      for await (const chunk of chunks) {
        if (writer.bytes + chunk.length > this.#maxFileBytes) return true;
        await writer.add(chunk);
      }
      return false;
    } finally {
      await writer.end();
    }
  }
}

/** By its number, for the promises of node:fs keep an object for each open file, at twice the cost. */
class LocalFile {
  readonly #path: string;
  #open: number | undefined;
  #isHere = true;

  constructor(path: string, open: number) {
    this.#path = path;
    this.#open = open;
  }

  /** Not after it was removed: the number may be another file's by then. */
  get number(): number {
    if (this.#open !== undefined) return this.#open;
    throw new WetreadError('internal', 'A file was asked for after it was removed.');
  }

  moved(): void {
    this.#isHere = false;
  }

  async remove(): Promise<void> {
    if (this.#open !== undefined) closeSync(this.#open);
    this.#open = undefined;
    if (this.#isHere) await rm(this.#path, { force: true });
    this.#isHere = false;
  }
}

/** Writes one batch while the next comes in. */
class SpoolWriter {
  bytes = 0;
  /** The first bytes of the file. */
  head: Buffer = Buffer.alloc(0);
  readonly #file: LocalFile;
  readonly #hash: Hash = createHash('sha256');
  #batch: Uint8Array[] = [];
  #batchBytes = 0;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(file: LocalFile) {
    this.#file = file;
  }

  /** @throws WetreadError storage_unavailable, of this batch or of the one before */
  async add(chunk: Uint8Array): Promise<void> {
    this.#hash.update(chunk);
    this.bytes += chunk.length;
    this.#batch.push(chunk);
    this.#batchBytes += chunk.length;
    if (this.#batchBytes >= BATCH_BYTES || this.#batch.length >= BATCH_PIECES) await this.#flush();
  }

  async end(): Promise<void> {
    await this.#flush();
    await this.#writing;
  }

  digest(): string {
    return this.#hash.digest('hex');
  }

  async #flush(): Promise<void> {
    await this.#writing;
    const batch = this.#batch;
    if (batch.length === 0) return;
    if (this.head.length === 0) this.head = Buffer.concat(batch, Math.min(HEAD_BYTES, this.#batchBytes));
    [this.#batch, this.#batchBytes] = [[], 0];
    this.#writing = writeAll(this.#file, batch).catch(failed);
    // Whoever waits for it hears of it.
    this.#writing.catch(() => undefined);
  }
}

/** A disk that is nearly full may take a part of what it is given. */
async function writeAll(file: LocalFile, batch: Uint8Array[]): Promise<void> {
  const { bytesWritten } = await writePieces(file.number, batch);
  const total = batch.reduce((sum, { length }) => sum + length, 0);
  if (bytesWritten < total) await writeAll(file, [Buffer.concat(batch).subarray(bytesWritten)]);
}

async function readPart(file: LocalFile, head: Buffer, at: number, length: number): Promise<Uint8Array> {
  if (at + length <= head.length) return head.subarray(at, at + length);
  const buffer = Buffer.allocUnsafeSlow(length);
  const { bytesRead } = await readFile(file.number, buffer, 0, length, at);
  if (bytesRead < length) throw new RefusalError('truncated');
  return buffer;
}

function failed(cause: unknown): never {
  throw new WetreadError('storage_unavailable', 'The local disk for incoming files failed (SPOOL_DIR); is it full?', {
    cause,
    retryAfterS: 30,
  });
}
