import type { Dirent } from 'node:fs';
import { opendir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './file-errors.ts';
import type { StoredObject } from './storage.ts';

/** Names held of one folder. A larger folder is read again for its next names, so that memory stays bounded. */
const PAGE = 20_000;
/** Bytes of a folder that is read in one go; some hundred names. */
const SMALL_FOLDER = 32_768;

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
  for await (const key of namesIn(listing, folder)) {
    if (key.endsWith('/')) yield* listFolder(listing, key);
    else yield { key };
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
    for await (const entry of await entries(join(root, folder))) {
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) yield `${folder}${entry.name}/`;
      else if (entry.isFile()) yield `${folder}${entry.name}`;
    }
  } catch (thrown) {
    // Pruned since its parent was read.
    if (!isMissing(thrown)) throw thrown;
  }
}

/** A large folder comes piece by piece; most are small, and one call for all costs a fifth. */
async function entries(path: string): Promise<Iterable<Dirent> | AsyncIterable<Dirent>> {
  const { size } = await stat(path);
  return size <= SMALL_FOLDER ? readdir(path, { withFileTypes: true }) : opendir(path, { bufferSize: 256 });
}

/** Whether the object, or anything in the folder, can be part of the listing. */
function isWanted({ prefix, startAfter }: Listing, key: string): boolean {
  if (!key.endsWith('/')) return key.startsWith(prefix) && key > startAfter;
  return (key.startsWith(prefix) || prefix.startsWith(key)) && (key > startAfter || startAfter.startsWith(key));
}

const byCode = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
