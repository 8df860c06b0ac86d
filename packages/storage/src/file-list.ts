import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './file-errors.ts';
import type { StoredObject } from './storage.ts';

/** Names held of one folder. A larger folder is read again for its next names, so that memory stays bounded. */
const PAGE = 20_000;
/** Sizes asked for at once. */
const STATS = 32;

export interface Listing {
  readonly root: string;
  readonly prefix: string;
  readonly startAfter: string;
}

/**
 * Objects in the order of whole keys, depth first. A folder is named with its slash, for the slash takes part in the
 * order: `a-b`, `a.b`, `a/b`.
 *
 * The walk begins in the folder that the prefix names, for the folders above may hold a night's studies.
 *
 * @param folder empty, or ending with a slash
 */
export async function* listFolder(
  listing: Listing,
  folder = listing.prefix.slice(0, listing.prefix.lastIndexOf('/') + 1),
): AsyncGenerator<StoredObject> {
  let files: string[] = [];
  for await (const key of namesIn(listing, folder)) {
    if (!key.endsWith('/') && files.push(key) < STATS) continue;
    yield* withSizes(listing.root, files);
    files = [];
    if (key.endsWith('/')) yield* listFolder(listing, key);
  }
  yield* withSizes(listing.root, files);
}

async function* withSizes(root: string, keys: readonly string[]): AsyncGenerator<StoredObject> {
  for (const found of await Promise.all(keys.map((key) => sizeOf(root, key)))) if (found) yield found;
}

async function sizeOf(root: string, key: string): Promise<StoredObject | undefined> {
  try {
    return { key, size: (await stat(join(root, key))).size };
  } catch (thrown) {
    // Deleted since its folder was read.
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

async function* namesIn(listing: Listing, folder: string): AsyncGenerator<string> {
  let after = '';
  for (;;) {
    const page = await pageOf(listing, folder, after);
    yield* page;
    if (page.length < PAGE) return;
    after = page[PAGE - 1] ?? '';
  }
}

/** The first PAGE keys of the folder behind `after`, in order. Holds at most twice as many. */
async function pageOf(listing: Listing, folder: string, after: string): Promise<string[]> {
  let page: string[] = [];
  let full = false;
  const trim = () => {
    page = page.sort(byCode).slice(0, PAGE);
    full ||= page.length === PAGE;
  };
  for await (const key of entriesOf(listing.root, folder)) {
    if (key <= after || (full && key > (page[PAGE - 1] ?? '')) || !isWanted(listing, key)) continue;
    if (page.push(key) >= 2 * PAGE) trim();
  }
  trim();
  return page;
}

async function* entriesOf(root: string, folder: string): AsyncGenerator<string> {
  try {
    for await (const entry of await opendir(join(root, folder), { bufferSize: 256 })) {
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) yield `${folder}${entry.name}/`;
      else if (entry.isFile()) yield `${folder}${entry.name}`;
    }
  } catch (thrown) {
    // Pruned since its parent was read.
    if (!isMissing(thrown)) throw thrown;
  }
}

/** Whether the object, or anything in the folder, can be part of the listing. */
function isWanted({ prefix, startAfter }: Listing, key: string): boolean {
  if (!key.endsWith('/')) return key.startsWith(prefix) && key > startAfter;
  return (key.startsWith(prefix) || prefix.startsWith(key)) && (key > startAfter || startAfter.startsWith(key));
}

const byCode = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
