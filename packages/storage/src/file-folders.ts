import { fstatSync } from 'node:fs';
import { mkdir, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf, isInTheWay, isMissing } from './file-errors.ts';
import { syncPath } from './file-handles.ts';

/** Studies are nobody else's to read on a shared machine. */
export const FOLDER_MODE = 0o700;
/** How often a pruner may take a folder away between its making and its use. */
const ATTEMPTS = 100;

/**
 * Runs `place`, which puts a file into `folder`, and makes the folder where it is not there. A concurrent delete may prune
 * it in between; then both are done again.
 */
export async function inFolder(folder: string, place: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await place();
    } catch (thrown) {
      if (errnoOf(thrown) !== 'ENOENT' || attempt === ATTEMPTS) throw thrown;
    }
    await mkdir(folder, { recursive: true, mode: FOLDER_MODE }).catch(unmade);
  }
}

function unmade(thrown: unknown): void {
  // mkdir -p stumbles itself when a parent is pruned under it, and may take what it no longer finds for a file. Where one is
  // in the way indeed, placing says so too.
  if (errnoOf(thrown) !== 'ENOENT' && !isInTheWay(thrown)) throw thrown;
}

/**
 * Makes names durable (I2): a file's name is in its folder, that folder's in the one above, up to `root`. Another writer may
 * have made a folder and not synced it yet, so who made it does not count; what this process has synced once all the
 * way up stays so, for as long as it is the same folder.
 */
export async function syncFolders(root: string, folder: string): Promise<void> {
  let synced: [path: string, identity: string][] = [];
  for (let left = [...upTo(root, folder)]; left.length > 0; ) {
    const some = left.splice(0, countUnknown(left) + 1);
    // At once, for each takes the disk its time, and a new study has several.
    const identities = await Promise.all(some.map(syncFolder));
    for (const [i, path] of some.entries()) {
      const identity = identities[i];
      // Pruned meanwhile: nothing above is known to name it.
      if (identity === undefined) synced = [];
      else if (durable.get(path) === identity) left = [];
      else synced.push([path, identity]);
    }
  }
  if (durable.size > MAX_DURABLE) durable.clear();
  for (const [path, identity] of synced) durable.set(path, identity);
}

/** How many of them come before the first that is known to be durable. */
function countUnknown(paths: readonly string[]): number {
  const known = paths.findIndex((path) => durable.has(path));
  return known < 0 ? paths.length : known;
}

/** Folders whose names are on disk, all the way up, and which folder it was that bore the name. */
const durable = new Map<string, string>();
const MAX_DURABLE = 2_000;

/** By path: syncs that are under way, and those that wait for one to end. */
const underWay = new Map<string, Promise<unknown>>();
const waiting = new Map<string, Promise<string | undefined>>();

/** One that is under way may have missed the caller's name, so it is waited for; the next serves all who came meanwhile. */
function syncFolder(path: string): Promise<string | undefined> {
  const joined = waiting.get(path);
  if (joined) return joined;
  const started = (underWay.get(path) ?? Promise.resolve()).then(() => {
    waiting.delete(path);
    const running = syncNow(path);
    const settled = running.then(
      () => undefined,
      () => undefined,
    );
    underWay.set(path, settled);
    void settled.then(() => underWay.get(path) === settled && underWay.delete(path));
    return running;
  });
  waiting.set(path, started);
  return started;
}

function syncNow(path: string): Promise<string | undefined> {
  return syncPath(path, identityOf).catch(unlessMissing);
}

/** An inode number is used again after a folder is gone, its time of birth is not. */
function identityOf(folder: number): string {
  const { ino, birthtimeNs } = fstatSync(folder, { bigint: true });
  return `${ino} ${birthtimeNs}`;
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
