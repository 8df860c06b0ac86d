import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { sha256 } from '@wetread/contracts';
import { openStorage } from '@wetread/storage';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fetchBundle } from './fetch-bundle.ts';
import { StoredBundle } from './stored-bundle.ts';

const demo = fileURLToPath(new URL('../../../models/demo', import.meta.url));
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let root: string;
let store: string;
let cache: string;
let digest: string;
let source: StoredBundle;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wetread-bundles-'));
  store = join(root, 'store');
  cache = join(root, 'cache');
  digest = sha256(await readFile(join(demo, 'bundle.json')));
  await cp(demo, join(store, digest), { recursive: true });
  source = await stored(digest);
});
afterEach(() => rm(root, { recursive: true }));

const stored = async (wanted: string) => new StoredBundle(await openStorage(pathToFileURL(store).href), wanted);
const here = () => readdir(cache).catch(() => []);

it('brings the bundle that has the digest, and no samples with it', async () => {
  const bundle = await fetchBundle(source, { digest, cache });
  expect(bundle).toMatchObject({ digest, folder: join(cache, digest) });
  expect(await readdir(bundle.folder)).not.toContain('samples');
});

it('reads nothing again where it is there', async () => {
  await fetchBundle(source, { digest, cache });
  await rm(join(store, digest), { recursive: true });
  await expect(fetchBundle(source, { digest, cache })).resolves.toMatchObject({ digest });
});

it('lets several fetch into one cache at once', async () => {
  const all = await Promise.all(Array.from({ length: 4 }, () => fetchBundle(source, { digest, cache })));
  expect(all.map((bundle) => bundle.digest)).toEqual(Array(4).fill(digest));
  expect(await here()).toEqual([digest]);
});

it('leaves nothing where a file has other bytes than its digest says', async () => {
  await writeFile(join(store, digest, 'tokenizer.json'), '{}');
  await expect(fetchBundle(source, { digest, cache })).rejects.toMatchObject({ code: 'bundle_invalid' });
  expect(await here()).toEqual([]);
});

it('refuses a manifest that has another digest', async () => {
  const wrong = '0'.repeat(64);
  await cp(join(store, digest), join(store, wrong), { recursive: true });
  await expect(fetchBundle(await stored(wrong), { digest: wrong, cache })).rejects.toThrow(`has digest ${digest}`);
  expect(await here()).toEqual([]);
});

it('says what to do where the cache was changed, and does not serve it', async () => {
  const { folder } = await fetchBundle(source, { digest, cache });
  await writeFile(join(folder, 'tokenizer.json'), '{}');
  await expect(fetchBundle(source, { digest, cache })).rejects.toThrow(`Remove ${folder}`);
});

it('runs as a process, and one that lacks its bundle fails and says so', async () => {
  const run = (env: Record<string, string>) =>
    promisify(execFile)(process.execPath, [main], {
      env: { ...process.env, BUNDLE_STORAGE_URL: pathToFileURL(store).href, BUNDLE_CACHE: cache, ...env },
    });
  await run({ BUNDLE_DIGEST: digest });
  expect(await here()).toEqual([digest]);
  await expect(run({ BUNDLE_DIGEST: '1'.repeat(64) })).rejects.toMatchObject({ code: 1 });
  await expect(run({ BUNDLE_DIGEST: 'latest' })).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringContaining('BUNDLE_DIGEST'),
  });
});
