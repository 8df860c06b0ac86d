import { mkdir, open, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf, isInTheWay, isMissing, keyConflict } from './file-errors.ts';

/** Studies are nobody else's to read on a shared machine. */
export const FOLDER_MODE = 0o700;
/** How often a pruner may take a folder away between its making and its use. */
const ATTEMPTS = 100;

/**
 * Runs `place`, which puts a file into `folder`, with the folder made. A concurrent delete may prune the folder in
 * between; then both are done again.
 */
export async function inFolder(folder: string, place: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await mkdir(folder, { recursive: true, mode: FOLDER_MODE }).catch(unmade);
    try {
      return await place();
    } catch (thrown) {
      if (errnoOf(thrown) !== 'ENOENT' || attempt === ATTEMPTS) throw thrown;
    }
  }
}

function unmade(thrown: unknown): void {
  // mkdir -p stumbles itself when a parent is pruned under it; placing then fails with ENOENT too, and all is tried again.
  if (errnoOf(thrown) === 'ENOENT') return;
  throw isInTheWay(thrown) ? keyConflict(thrown) : thrown;
}

/**
 * Makes names durable (I2): a file's name is in its folder, that folder's in the one above, up to `root`. All of them,
 * since another writer may have made a folder and not synced it yet.
 */
export async function syncFolders(root: string, folder: string): Promise<void> {
  for (const each of upTo(root, folder)) {
    const handle = await open(each, 'r').catch(unlessMissing);
    await handle?.sync().finally(() => handle.close());
  }
}

/** Removes the folders that are empty now, from `folder` up to below `root`. rmdir takes no folder that holds anything. */
export async function pruneFolders(root: string, folder: string): Promise<void> {
  for (const each of upTo(root, folder)) {
    if (each === root) return;
    const removed = await rmdir(each).then(
      () => true,
      (thrown) => errnoOf(thrown) === 'ENOENT',
    );
    if (!removed) return;
  }
}

function* upTo(root: string, folder: string): Generator<string> {
  for (let each = folder; each.length > root.length; each = dirname(each)) yield each;
  yield root;
}

// Pruned meanwhile: then what was in it is gone too.
function unlessMissing(thrown: unknown): undefined {
  if (!isMissing(thrown)) throw thrown;
}
