import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256, WetreadError } from '@wetread/contracts';
import { type Bundle, loadBundle, manifestSchema } from '@wetread/model';
import type { BundleSource } from './bundle-source.ts';

const MANIFEST = 'bundle.json';

export interface FetchRequest {
  /** SHA-256 of the bundle's `bundle.json`, hexadecimal. */
  readonly digest: string;
  /** Absolute path; the bundle comes to lie at `{cache}/{digest}`. */
  readonly cache: string;
}

/**
 * Brings a bundle into the cache, unless it is there. It appears whole and checked or not at all, so that several
 * processes may fetch into one cache and one that was killed leaves nothing that another would take for a bundle.
 *
 * @throws WetreadError `bundle_invalid` where the source holds other bytes, or what lies in the cache was changed;
 * `not_found`, `storage_unavailable`
 */
export async function fetchBundle(source: BundleSource, { digest, cache }: FetchRequest): Promise<Bundle> {
  const folder = join(cache, digest);
  const present = await loadBundle(folder).catch(unlessAbsent(folder));
  if (present) return expectDigest(present, digest);
  await mkdir(cache, { recursive: true });
  const staging = await mkdtemp(join(cache, '.fetch-'));
  try {
    await download(source, digest, staging);
    expectDigest(await loadBundle(staging), digest);
    await moveTo(folder, staging);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return loadBundle(folder);
}

/** One file after another: what limits is the source and the disk. Only what the manifest lists is fetched. */
async function download(source: BundleSource, digest: string, folder: string): Promise<void> {
  await source.copy(MANIFEST, join(folder, MANIFEST));
  const manifest = await readFile(join(folder, MANIFEST));
  if (sha256(manifest) !== digest) throw otherDigest(digest, sha256(manifest));
  for (const file of listedFiles(manifest)) {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await source.copy(file, path);
  }
}

/** Paths that the schema has checked: none leads out of the folder. */
function listedFiles(manifest: Buffer): string[] {
  const parsed = manifestSchema.safeParse(JSON.parse(manifest.toString('utf8')));
  if (parsed.success) return Object.keys(parsed.data.files);
  throw new WetreadError('bundle_invalid', `${MANIFEST} of the source is not valid: ${parsed.error.message}`);
}

/** Another process may have been faster; its bundle has the same digest and was checked as this one. */
async function moveTo(folder: string, staging: string): Promise<void> {
  await rename(staging, folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
}

const unlessAbsent = (folder: string) => (error: unknown) => {
  const { cause } = error as { cause?: NodeJS.ErrnoException };
  if (cause?.code === 'ENOENT') return undefined;
  if (!(error instanceof WetreadError)) throw error;
  throw new WetreadError('bundle_invalid', `${error.message}. Remove ${folder} to have it fetched again.`, {
    cause: error,
  });
};

function expectDigest(bundle: Bundle, digest: string): Bundle {
  if (bundle.digest !== digest) throw otherDigest(digest, bundle.digest);
  return bundle;
}

const otherDigest = (wanted: string, found: string) =>
  new WetreadError('bundle_invalid', `The bundle under ${wanted} has digest ${found}.`);
