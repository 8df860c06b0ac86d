import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sha256, WetreadError } from '@wetread/contracts';
import { type Manifest, manifestSchema } from './manifest.ts';
import { readSafetensorsHeader } from './safetensors.ts';

const MANIFEST = 'bundle.json';
/** Images to try the model with; no part of it. */
const SAMPLES = 'samples/';

/** A bundle whose every file has been checked; docs/bundle.md describes the format. */
export interface Bundle {
  /** Absolute path. */
  readonly folder: string;
  /** SHA-256 of `bundle.json`, hexadecimal. It covers every file, for the manifest holds their digests. */
  readonly digest: string;
  readonly manifest: Manifest;
  /** Absolute path of a file listed in the manifest. */
  path(file: string): string;
}

/**
 * Reads and checks a bundle: the manifest, the presence, size and SHA-256 of every file, that no file is unlisted, and
 * the shape of the token embeddings. Files are streamed; the weights never lie in memory here.
 * @throws WetreadError `bundle_invalid`, saying everything that is wrong
 */
export async function loadBundle(folder: string): Promise<Bundle> {
  const root = resolve(folder);
  const bytes = await readManifestBytes(root);
  const manifest = parseManifest(root, bytes);
  const faults = await filesFaults(root, manifest);
  if (faults.length > 0) throw invalid(root, faults);
  await checkEmbeddings(root, manifest);
  return { folder: root, digest: sha256(bytes), manifest, path: (file) => join(root, file) };
}

async function readManifestBytes(root: string): Promise<Buffer> {
  try {
    return await readFile(join(root, MANIFEST));
  } catch (cause) {
    throw new WetreadError('bundle_invalid', `No model bundle at ${root}: ${MANIFEST} cannot be read`, { cause });
  }
}

function parseManifest(root: string, bytes: Buffer): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new WetreadError('bundle_invalid', `${join(root, MANIFEST)} is not JSON`, { cause });
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    throw invalid(
      root,
      parsed.error.issues.map(({ path, message }) => `${MANIFEST} ${path.join('.')}: ${message}`),
    );
  }
  return parsed.data;
}

async function filesFaults(root: string, manifest: Manifest): Promise<string[]> {
  const present = await presentFiles(root);
  const listed = Object.keys(manifest.files);
  const { encoder, decoder, tokenizer } = manifest;
  const named = [encoder.file, decoder.file, decoder.embeddings, tokenizer.file];
  const faults = [
    ...named.filter((file) => !(file in manifest.files)).map((file) => `${file} is named but not listed in files`),
    ...present.filter((file) => !(file in manifest.files)).map((file) => `${file} is not listed in files`),
  ];
  if (manifest.llm && !listed.some((file) => file.startsWith(`${manifest.llm}/`))) {
    faults.push(`${manifest.llm} is named but no file under it is listed`);
  }
  for (const file of listed) faults.push(...(await fileFaults(root, file, manifest)));
  return faults;
}

/** Hidden files are what file managers and volume mounts leave behind; they are no part of a bundle. */
async function presentFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => file !== MANIFEST && !file.startsWith(SAMPLES) && !/(^|\/)\./.test(file))
    .sort();
}

async function fileFaults(root: string, file: string, manifest: Manifest): Promise<string[]> {
  const expected = manifest.files[file];
  const path = join(root, file);
  const found = await stat(path).catch(() => undefined);
  if (!expected || !found?.isFile()) return [`${file} is missing`];
  if (found.size !== expected.bytes) return [`${file} has ${found.size} bytes instead of ${expected.bytes}`];
  const digest = await fileDigest(path);
  return digest === expected.sha256 ? [] : [`${file} has SHA-256 ${digest} instead of ${expected.sha256}`];
}

async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

async function checkEmbeddings(root: string, { decoder }: Manifest): Promise<void> {
  const tensor = (await readSafetensorsHeader(join(root, decoder.embeddings))).get(EMBEDDINGS_TENSOR);
  const expected = `${EMBEDDINGS_TENSOR} F16 or F32 [${decoder.vocab},${decoder.width}]`;
  if (!tensor) throw invalid(root, [`${decoder.embeddings} has no ${expected}`]);
  const right = tensor.shape.join() === `${decoder.vocab},${decoder.width}` && /^F(16|32)$/.test(tensor.dtype);
  if (!right)
    throw invalid(root, [`${decoder.embeddings} has ${tensor.dtype} [${tensor.shape}] instead of ${expected}`]);
}

export const EMBEDDINGS_TENSOR = 'embed_tokens';

const invalid = (root: string, faults: readonly string[]) =>
  new WetreadError('bundle_invalid', `The model bundle at ${root} is not valid: ${faults.join('; ')}`, {
    details: { faults },
  });
