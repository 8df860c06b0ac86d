import { randomUUID } from 'node:crypto';
import { closeSync, constants } from 'node:fs';
import { link, mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { WetreadError } from '@wetread/contracts';
import { errnoOf, storageFailure } from './file-errors.ts';
import { FOLDER_MODE } from './file-folders.ts';
import { fsyncFile, openFile, writeFile } from './file-handles.ts';

/** Writers touch their file with every chunk; one untouched for so long belongs to a writer that crashed. */
const STALE_MS = 3_600_000;
const FILE_MODE = 0o600;
const { O_WRONLY, O_CREAT, O_EXCL, O_DSYNC } = constants;
/** On Linux a write can be told to be durable when it returns, which saves a call. */
const writesThrough = process.platform === 'linux';
const NEW_FILE = O_WRONLY | O_CREAT | O_EXCL | (writesThrough ? O_DSYNC : 0);

/** Where files are written before they get their names. It is hidden, so no key reaches it. */
export class StagingFolder {
  readonly #folder: string;
  #sweptAt = 0;

  constructor(root: string) {
    this.#folder = join(root, '.staging');
  }

  /**
   * Makes the folder and tries what the writes will need.
   *
   * @throws WetreadError `config_invalid` where the filesystem has no hard links, which {@link link} needs for I3.
   */
  async prepare(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: FOLDER_MODE }).catch(failed);
    await this.sweep();
    const { path } = await this.write(new Uint8Array(0));
    const other = `${path}.link`;
    try {
      await link(path, other);
    } catch (thrown) {
      throw new WetreadError(
        'config_invalid',
        `The filesystem of STORAGE_URL has no hard links (${errnoOf(thrown)}), so a result could be written twice; use a local disk, NFS or s3://.`,
        { cause: thrown },
      );
    } finally {
      await this.discard(path);
      await this.discard(other);
    }
  }

  /** A durable file with these bytes. An error of a stream comes out as it is; either way nothing stays behind. */
  async write(body: Uint8Array | AsyncIterable<Buffer>): Promise<{ path: string; size: number }> {
    await this.#sweepNowAndThen();
    const path = join(this.#folder, randomUUID());
    try {
      return { path, size: await (body instanceof Uint8Array ? writeAtOnce(path, body) : writeDurably(path, body)) };
    } catch (thrown) {
      await this.discard(path);
      throw thrown;
    }
  }

  async discard(path: string): Promise<void> {
    // What cannot be removed now is swept later.
    await unlink(path).catch(() => {});
  }

  async #sweepNowAndThen(): Promise<void> {
    if (Date.now() - this.#sweptAt > STALE_MS) await this.sweep();
  }

  /** Removes what crashed writers left. Another process may sweep at the same time. */
  async sweep(): Promise<void> {
    this.#sweptAt = Date.now();
    for (const name of await readdir(this.#folder).catch(failed)) {
      const path = join(this.#folder, name);
      const found = await stat(path).catch(() => undefined);
      if (found && Date.now() - found.mtimeMs > STALE_MS) await this.discard(path);
    }
  }
}

async function writeAtOnce(path: string, bytes: Uint8Array): Promise<number> {
  const file = await openFile(path, NEW_FILE, FILE_MODE).catch(failed);
  try {
    for (let at = 0; at < bytes.length; ) at += (await writeFile(file, bytes, at)).bytesWritten;
    if (!writesThrough || bytes.length === 0) await fsyncFile(file);
    return bytes.length;
  } catch (thrown) {
    failed(thrown);
  } finally {
    closeSync(file);
  }
}

async function writeDurably(path: string, chunks: AsyncIterable<Buffer>): Promise<number> {
  const file = await open(path, 'wx', FILE_MODE).catch(failed);
  let size = 0;
  try {
    for await (const chunk of chunks) {
      await file.writeFile(chunk).catch(failed);
      size += chunk.length;
    }
    await file.sync().catch(failed);
  } finally {
    await file.close().catch(failed);
  }
  return size;
}

function failed(thrown: unknown): never {
  throw storageFailure(thrown);
}
