import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { sha256, WetreadError } from '@wetread/contracts';
import { z } from 'zod';
import type { BundleSource } from '../bundle-source.ts';
import type { OciReference } from './reference.ts';
import type { Body, RegistryClient } from './registry-client.ts';

const title = 'org.opencontainers.image.title';
const unpack = 'io.deis.oras.content.unpack';
const maxManifestBytes = 4 * 1024 * 1024;

const layer = z.object({
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  size: z.int().nonnegative(),
  annotations: z.record(z.string(), z.string()).default({}),
});
const manifest = z.object({ schemaVersion: z.literal(2), layers: z.array(layer) });
type Layer = z.infer<typeof layer>;

/** A relative path that cannot leave the folder that it is in. */
const inside = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^/\\\0][^\\\0]*$/;

export interface Patience {
  /** Attempts without a byte of progress. */
  readonly attempts: number;
  /** Before the second attempt; doubles from there. */
  readonly firstWaitMs: number;
}

const patience: Patience = { attempts: 6, firstWaitMs: 500 };

/** A bundle in a registry as `oras push` puts it there: one layer a file, titled by its path. */
export class OciBundle implements BundleSource {
  readonly #client: RegistryClient;
  readonly #layers: ReadonlyMap<string, Layer>;
  readonly #patience: Patience;

  private constructor(client: RegistryClient, layers: ReadonlyMap<string, Layer>, how: Patience) {
    this.#client = client;
    this.#layers = layers;
    this.#patience = how;
  }

  /** @throws WetreadError `bundle_invalid`, `not_found`, `config_invalid`, `storage_unavailable` */
  static async open(client: RegistryClient, { digest }: OciReference, how = patience): Promise<OciBundle> {
    const bytes = await persist(how, async () => readWhole(await client.manifest(digest)));
    if (`sha256:${sha256(bytes)}` !== digest) throw invalid(`The registry's manifest has not the digest ${digest}.`);
    return new OciBundle(client, layersOf(bytes), how);
  }

  /** Goes on where a connection ended, and checks the digest of what was written. */
  async copy(file: string, to: string): Promise<void> {
    const found = this.#layers.get(file);
    if (!found) throw invalid(`The artifact has no layer titled ${file}.`);
    const handle = await open(to, 'ax');
    try {
      const blob = new Download(this.#client, found, handle);
      await persist(
        this.#patience,
        () => blob.go(),
        () => blob.written,
      );
      if (blob.digest !== found.digest) throw invalid(`The layer ${file} has not the digest ${found.digest}.`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

/** One blob on its way to a file. */
class Download {
  readonly #client: RegistryClient;
  readonly #layer: Layer;
  readonly #file: FileHandle;
  #hash = createHash('sha256');
  written = 0;

  constructor(client: RegistryClient, found: Layer, file: FileHandle) {
    this.#client = client;
    this.#layer = found;
    this.#file = file;
  }

  get digest(): string {
    return `sha256:${this.#hash.copy().digest('hex')}`;
  }

  async go(): Promise<void> {
    const { digest, size } = this.#layer;
    if (this.written === size && size > 0) return;
    const { body, from } = await this.#client.blob(digest, this.written);
    if (from !== this.written) await this.#beginAnew();
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (this.written + chunk.length > size)
        throw invalid(`The blob ${digest} is longer than the ${size} bytes it is said to have.`);
      await this.#file.appendFile(chunk);
      this.#hash.update(chunk);
      this.written += chunk.length;
    }
    if (this.written < size) throw new WetreadError('storage_unavailable', `The blob ${digest} ended early.`);
  }

  async #beginAnew(): Promise<void> {
    await this.#file.truncate(0);
    this.#hash = createHash('sha256');
    this.written = 0;
  }
}

/** Tries again what another attempt may mend, for as long as there is progress. */
async function persist<T>({ attempts, firstWaitMs }: Patience, work: () => Promise<T>, progress = () => 0): Promise<T> {
  for (let tried = 1, had = progress(); ; tried++) {
    try {
      return await work();
    } catch (thrown) {
      const again = thrown instanceof WetreadError ? thrown.retryable : isCut(thrown);
      if (progress() > had) [tried, had] = [1, progress()];
      if (!again || tried >= attempts) throw isCut(thrown) ? cut(thrown) : thrown;
      await sleep(firstWaitMs * 2 ** (tried - 1) * (0.75 + Math.random() / 2));
    }
  }
}

/** Of a body that is read: undici's own errors, and those of the socket. */
const isCut = (thrown: unknown): boolean =>
  /^(UND_ERR_|ECONN|EPIPE|ETIMEDOUT)/.test(String((thrown as { code?: unknown } | undefined)?.code));

const cut = (cause: unknown): WetreadError =>
  new WetreadError('storage_unavailable', 'The registry ended its answer early.', { cause });

async function readWhole(body: Body): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxManifestBytes) throw invalid('The registry’s manifest is longer than 4 MiB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function layersOf(bytes: Buffer): Map<string, Layer> {
  const parsed = manifest.safeParse(readJson(bytes));
  if (!parsed.success)
    throw invalid('The artifact’s manifest is no OCI image manifest; name that one and not an index.');
  const layers = new Map<string, Layer>();
  for (const found of parsed.data.layers) {
    const name = found.annotations[title] ?? '';
    if (!inside.test(name))
      throw invalid(`A layer is titled ${JSON.stringify(name)}, which is no path inside a bundle.`);
    if (found.annotations[unpack] === 'true')
      throw invalid(`The layer ${name} is a folder in one; push its files one by one.`);
    if (layers.has(name)) throw invalid(`Two layers are titled ${name}.`);
    layers.set(name, found);
  }
  return layers;
}

function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

const invalid = (message: string): WetreadError => new WetreadError('bundle_invalid', message);
