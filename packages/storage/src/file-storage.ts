import { createReadStream, readFile } from 'node:fs';
import { link, mkdir, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { WetreadError } from '@wetread/contracts';
import { chunksOf, translated } from './body.ts';
import { errnoOf, isInTheWay, isMissing, keyConflict, readFailure, storageFailure } from './file-errors.ts';
import { FOLDER_MODE, inFolder, pruneFolders, syncFolders } from './file-folders.ts';
import { syncPath } from './file-handles.ts';
import { listFolder } from './file-list.ts';
import { StagingFolder } from './file-staging.ts';
import { checkCursor, checkKey, checkPrefix } from './keys.ts';
import type { ObjectRange, ObjectStorage, StoredObject } from './storage.ts';

/** Of one piece of a stream: a rendered radiograph is one or a few. */
const READ_BYTES = 256 * 1024;
/** With callbacks inside, as in the staging folder. */
const readWhole = promisify(readFile);

export async function openFileStorage(folder: string): Promise<ObjectStorage> {
  const root = resolve(folder);
  const staging = new StagingFolder(root);
  await mkdir(root, { recursive: true, mode: FOLDER_MODE }).catch(failed);
  await staging.prepare();
  return new FileStorage(root, staging);
}

const COPY_BYTES = 1024 * 1024;

/** One file an object, at its key below `root`. */
class FileStorage implements ObjectStorage {
  readonly #root: string;
  readonly #staging: StagingFolder;

  constructor(root: string, staging: StagingFolder) {
    this.#root = root;
    this.#staging = staging;
  }

  async put(key: string, body: Uint8Array | Readable): Promise<number> {
    const target = this.#path(key);
    const { path, size } = await this.#staging.write(body instanceof Uint8Array ? body : chunksOf(body));
    try {
      await inFolder(dirname(target), () => rename(path, target));
      await syncFolders(this.#root, dirname(target));
      return size;
    } catch (thrown) {
      await this.#staging.discard(path);
      throw writeFailure(thrown);
    }
  }

  async putFile(key: string, path: string, allowed: Promise<boolean> = Promise.resolve(true)): Promise<boolean> {
    const target = this.#path(key);
    const synced = syncPath(path, () => undefined);
    // Both end, whichever fails, before the caller hears of it.
    await Promise.allSettled([synced, allowed]);
    if (!(await allowed)) return false;
    try {
      await synced;
      await inFolder(dirname(target), () => rename(path, target));
      await syncFolders(this.#root, dirname(target));
      return true;
    } catch (thrown) {
      if (errnoOf(thrown) !== 'EXDEV') throw writeFailure(thrown);
    }
    // The file lies on another disk.
    await this.put(key, createReadStream(path, { highWaterMark: COPY_BYTES }));
    return false;
  }

  async putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
    const target = this.#path(key);
    const { path } = await this.#staging.write(body);
    const linking = linkOnce(path, target);
    const discarded = linking.catch(() => undefined).then(() => this.#staging.discard(path));
    try {
      const wrote = await linking;
      // Also where another wrote: the answer "it is there" must hold after a crash.
      await syncFolders(this.#root, dirname(target));
      return wrote;
    } catch (thrown) {
      throw writeFailure(thrown);
    } finally {
      await discarded;
    }
  }

  async get(key: string): Promise<Buffer> {
    return readWhole(this.#path(key)).catch(unreadable);
  }

  async getStream(key: string, range?: ObjectRange): Promise<Readable> {
    const file = await open(this.#path(key), 'r').catch(unreadable);
    const isFile = await file.stat().then((found) => found.isFile());
    const options = { highWaterMark: READ_BYTES, ...(range && bounds(range)) };
    if (isFile) return translated(file.createReadStream(options), readFailure);
    await file.close();
    throw new WetreadError('not_found', 'No such object in storage.');
  }

  async has(key: string): Promise<boolean> {
    try {
      return (await stat(this.#path(key))).isFile();
    } catch (thrown) {
      if (isMissing(thrown)) return false;
      throw storageFailure(thrown);
    }
  }

  async delete(key: string): Promise<void> {
    const target = this.#path(key);
    if (!(await this.has(key))) return;
    try {
      await unlink(target).catch(unlessMissing);
      await pruneFolders(this.#root, dirname(target));
      await syncFolders(this.#root, dirname(target));
    } catch (thrown) {
      throw storageFailure(thrown);
    }
  }

  async *list(prefix: string, startAfter = ''): AsyncGenerator<StoredObject> {
    checkPrefix(prefix);
    checkCursor(startAfter);
    try {
      yield* listFolder({ root: this.#root, prefix, startAfter });
    } catch (thrown) {
      throw storageFailure(thrown);
    }
  }

  #path(key: string): string {
    checkKey(key);
    return join(this.#root, key);
  }
}

const bounds = ({ at, length }: ObjectRange) => ({ start: at, end: at + length - 1 });

/** link(2) fails where the name exists, which makes the first writer win (I3) with all its bytes in place. */
async function linkOnce(path: string, target: string): Promise<boolean> {
  try {
    await inFolder(dirname(target), () => link(path, target));
    return true;
  } catch (thrown) {
    if (errnoOf(thrown) !== 'EEXIST') throw thrown;
    const found = await stat(target).catch(() => undefined);
    if (found?.isDirectory()) throw thrown;
    return false;
  }
}

const writeFailure = (thrown: unknown): WetreadError =>
  isInTheWay(thrown) ? keyConflict(thrown) : storageFailure(thrown);

function unlessMissing(thrown: unknown): void {
  if (!isMissing(thrown)) throw thrown;
}

function unreadable(thrown: unknown): never {
  throw readFailure(thrown);
}

function failed(thrown: unknown): never {
  throw storageFailure(thrown);
}
