import { closeSync, fsync, open, write } from 'node:fs';
import { promisify } from 'node:util';

/**
 * Files by their numbers, where many small ones are written: the promises of node:fs keep an object for each open file, at
 * twice the cost. What cannot keep the disk busy, as closing a file that is synced, is done at once: to hand it to
 * another thread costs ten times as much.
 */

export const openFile = promisify(open);
export const writeFile = promisify(write);
export const fsyncFile = promisify(fsync);

/** Makes what a file or a folder holds durable. `use` is given it before it is closed. */
export async function syncPath<T>(path: string, use: (file: number) => T): Promise<T> {
  const file = await openFile(path, 'r');
  try {
    await fsyncFile(file);
    return use(file);
  } finally {
    closeSync(file);
  }
}
