import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, link, mkdir, open, readdir, readFile, rename, rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WetreadError } from '@wetread/contracts';
import { checkKey, checkPrefix } from './keys.ts';
import type { ObjectStorage, StoredObject } from './storage.ts';

/** What is being written; on the same file system as the objects, so that a rename puts it in place. */
const stagingFolder = '.staging';

/** Objects as files under one folder. For one machine, or a file system that all processes share. */
export class FileStorage implements ObjectStorage {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  static async open(root: string): Promise<FileStorage> {
    const storage = new FileStorage(root);
    await storage.#guard('opening', root, () => mkdir(join(root, stagingFolder), { recursive: true, mode: 0o700 }));
    return storage;
  }

  put(key: string, body: Uint8Array | Readable): Promise<number> {
    const path = this.#path(key);
    return this.#guard('writing', key, () =>
      this.#staged(body, async (staged) => {
        await inFolder(dirname(path), () => rename(staged, path));
      }),
    );
  }

  async putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
    const path = this.#path(key);
    return this.#guard('writing', key, async () => {
      try {
        // A link fails where its name exists, whoever made it: the file system decides who was first.
        await this.#staged(body, async (staged) => {
          await inFolder(dirname(path), () => link(staged, path));
          await unlink(staged);
        });
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        throw error;
      }
    });
  }

  get(key: string): Promise<Buffer> {
    return this.#guard('reading', key, () => readFile(this.#path(key)));
  }

  async getStream(key: string): Promise<Readable> {
    const file = await this.#guard('reading', key, () => open(this.#path(key)));
    return file.createReadStream();
  }

  async has(key: string): Promise<boolean> {
    const path = this.#path(key);
    return this.#guard('looking for', key, () =>
      access(path).then(
        () => true,
        (error) => {
          if (isMissing(error)) return false;
          throw error;
        },
      ),
    );
  }

  async delete(key: string): Promise<void> {
    const path = this.#path(key);
    await this.#guard('deleting', key, async () => {
      await unlink(path).catch((error) => {
        if (!isMissing(error)) throw error;
      });
      await this.#prune(dirname(path));
    });
  }

  async *list(prefix: string, startAfter = ''): AsyncIterable<StoredObject> {
    checkPrefix(prefix);
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    yield* this.#walk(folder, prefix, startAfter);
  }

  /** One folder at a time: what is held in memory is the names along one path, not the objects. */
  async *#walk(folder: string, prefix: string, startAfter: string): AsyncIterable<StoredObject> {
    for (const name of await this.#names(folder)) {
      const key = folder + name;
      const wanted = key.startsWith(prefix) || (name.endsWith('/') && prefix.startsWith(key));
      const passed = name.endsWith('/') ? key <= startAfter && !startAfter.startsWith(key) : key <= startAfter;
      if (!wanted || passed) continue;
      if (name.endsWith('/')) yield* this.#walk(key, prefix, startAfter);
      else yield* await this.#entry(key);
    }
  }

  /** Names in a folder, folders with a slash behind, in the order of the keys that they begin. */
  async #names(folder: string): Promise<string[]> {
    const entries = await this.#guard('listing', folder, () =>
      readdir(join(this.#root, folder), { withFileTypes: true }).catch((error) => {
        if (isMissing(error)) return [];
        throw error;
      }),
    );
    return entries
      .filter(({ name }) => folder !== '' || name !== stagingFolder)
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort(byCodeUnits);
  }

  /** None, where the object was deleted after its name was read. */
  async #entry(key: string): Promise<StoredObject[]> {
    return this.#guard('listing', key, () =>
      stat(join(this.#root, key)).then(
        ({ size }) => [{ key, size }],
        (error) => {
          if (isMissing(error)) return [];
          throw error;
        },
      ),
    );
  }

  async #staged(body: Uint8Array | Readable, place: (staged: string) => Promise<void>): Promise<number> {
    const staged = join(this.#root, stagingFolder, `${process.pid}-${randomUUID()}`);
    try {
      // `flush` syncs the bytes to the disk before the file is closed (I2).
      const target = createWriteStream(staged, { flags: 'wx', mode: 0o600, flush: true });
      await pipeline(body instanceof Readable ? body : Readable.from([body], { objectMode: false }), target);
      await place(staged);
      return target.bytesWritten;
    } catch (error) {
      await unlink(staged).catch(() => undefined);
      throw error;
    }
  }

  /** Empty folders go, up to the root; one that a writer uses at that moment is not empty, or is made again by it. */
  async #prune(folder: string): Promise<void> {
    for (let path = folder; path.startsWith(this.#root + sep); path = dirname(path)) {
      const gone = await rmdir(path).then(
        () => true,
        () => false,
      );
      if (!gone) return;
    }
  }

  #path(key: string): string {
    checkKey(key);
    return join(this.#root, key);
  }

  async #guard<T>(doing: string, key: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw translate(error, doing, key);
    }
  }
}

/** Makes the folder, and makes it again where another process pruned it in between; then the new name is on disk. */
async function inFolder(folder: string, place: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      await place();
      break;
    } catch (error) {
      if (!isMissing(error) || attempt === 10) throw error;
    }
  }
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}

function translate(error: unknown, doing: string, key: string): unknown {
  if (error instanceof WetreadError) return error;
  if (isMissing(error)) return new WetreadError('not_found', `There is no object ${key}.`, { cause: error });
  const code = codeOf(error);
  // What a source stream threw is not the storage's failure.
  if (code === undefined || !/^E[A-Z]+$/.test(code)) return error;
  return new WetreadError('storage_unavailable', `The file system failed with ${code} at ${doing} ${key}.`, {
    cause: error,
    retryAfterS: 10,
  });
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
