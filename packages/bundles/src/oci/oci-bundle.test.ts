import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '@wetread/contracts';
import type { Manifest } from '@wetread/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchBundle } from '../fetch-bundle.ts';
import { type Mishap, type PeerOptions, type RegistryPeer, startRegistry } from '../fixtures/registry-peer.ts';
import { openSource } from '../open-source.ts';
import { OciBundle } from './artifact.ts';
import { credentialsFor } from './credentials.ts';
import { parseReference } from './reference.ts';
import { RegistryClient } from './registry-client.ts';

const demo = fileURLToPath(new URL('../../../../models/demo', import.meta.url));

let root: string;
let cache: string;
let digest: string;
let files: string[];
const peers: RegistryPeer[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wetread-oci-'));
  cache = join(root, 'cache');
  const manifest = await readFile(join(demo, 'bundle.json'));
  digest = sha256(manifest);
  files = ['bundle.json', ...Object.keys((JSON.parse(manifest.toString()) as Manifest).files)];
});
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.close();
  await rm(root, { recursive: true });
});

async function peer(options: Partial<PeerOptions> = {}, folder = demo): Promise<RegistryPeer> {
  const started = await startRegistry(folder, { files, ...options });
  peers.push(started);
  return started;
}

/** Fetches as the service does. */
async function fetch(reference: string, config?: string) {
  const plain = { BUNDLE_STORAGE_URL: reference, BUNDLE_DIGEST: digest, BUNDLE_REGISTRY_PLAIN_HTTP: true };
  return fetchBundle(await openSource({ ...plain, BUNDLE_REGISTRY_CONFIG: config }), { digest, cache });
}

/** The same with short waits between attempts. */
async function fetchHastily(reference: string, attempts = 4) {
  const parsed = parseReference(reference);
  const client = new RegistryClient(parsed, { credentials: undefined, plainHttp: true, timeoutMs: 2_000 });
  return fetchBundle(await OciBundle.open(client, parsed, { attempts, firstWaitMs: 5 }), { digest, cache });
}

async function login(auths: object): Promise<string> {
  const path = join(root, 'config.json');
  await writeFile(path, JSON.stringify({ auths }));
  return path;
}

const here = () => readdir(cache).catch(() => []);
const isBlob = (url: string | undefined) => url?.includes('/blobs/') === true;

describe('a bundle in a registry', () => {
  it('is brought whole and checked', async () => {
    const { reference } = await peer();
    expect(await fetch(reference)).toMatchObject({ digest, folder: join(cache, digest) });
    expect(await here()).toEqual([digest]);
  });

  it('is asked for with a token, which the registry says where to get for name and password', async () => {
    const basic = `Basic ${Buffer.from('night:sh:ift').toString('base64')}`;
    const given: unknown[] = [];
    const auth: Mishap = (request, response) => {
      const url = new URL(request.url ?? '', 'http://peer');
      if (url.pathname === '/token') {
        given.push([request.headers.authorization, url.searchParams.get('service'), url.searchParams.get('scope')]);
        response.end(JSON.stringify({ token: 'ticket' }));
        return true;
      }
      if (request.headers.authorization === 'Bearer ticket') return false;
      const realm = `http://${request.headers.host}/token`;
      const challenge = `Bearer realm="${realm}",service="wards",scope="repository:models/demo:pull"`;
      response.writeHead(401, { 'www-authenticate': challenge }).end();
      return true;
    };
    const { reference, host } = await peer({ mishap: auth });
    const config = await login({ [host]: { auth: Buffer.from('night:sh:ift').toString('base64') } });
    await fetch(reference, config);
    expect(given).toEqual([[basic, 'wards', 'repository:models/demo:pull']]);
  });

  it('is asked for with name and password where the registry wants these', async () => {
    const auth: Mishap = ({ headers }, response) => {
      if (headers.authorization === `Basic ${Buffer.from('night:shift').toString('base64')}`) return false;
      response.writeHead(401, { 'www-authenticate': 'Basic realm="wards"' }).end();
      return true;
    };
    const { reference, host } = await peer({ mishap: auth });
    await expect(fetch(reference)).rejects.toThrow('asks for name and password');
    await fetch(reference, await login({ [`http://${host}/v1/`]: { username: 'night', password: 'shift' } }));
    await rm(cache, { recursive: true });
    const wrong = fetch(reference, await login({ [host]: { username: 'night', password: 'watch' } }));
    await expect(wrong).rejects.toMatchObject({ code: 'config_invalid' });
    await expect(wrong).rejects.not.toThrow('watch');
  });

  it('comes from where the registry sends to, which is not shown what the registry is', async () => {
    const blobs = await peer();
    const auth: Mishap = ({ headers }, response) => {
      if (headers.authorization) return false;
      response.writeHead(401, { 'www-authenticate': 'Basic realm="wards"' }).end();
      return true;
    };
    const { reference, host } = await peer({ elsewhere: `http://${blobs.host}`, mishap: auth });
    await fetch(reference, await login({ [host]: { username: 'night', password: 'shift' } }));
    expect(blobs.asked).toHaveLength(files.length);
    expect(blobs.asked.every(({ authorization }) => authorization === undefined)).toBe(true);
  });
});

describe('a registry that fails', () => {
  it('is asked again, and goes on where a connection was cut', async () => {
    let blobs = 0;
    const mishap: Mishap = (request, response) => {
      if (!isBlob(request.url)) return false;
      blobs++;
      if (blobs === 2) return !!response.writeHead(503).end();
      if (blobs !== 4) return false;
      const file = files.find((name) => request.url?.endsWith(digestOf.get(name) ?? '')) as string;
      const bytes = contents.get(file) as Buffer;
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 1_000), () => setTimeout(() => response.destroy(), 100));
      return true;
    };
    const contents = new Map(await Promise.all(files.map(async (f) => [f, await readFile(join(demo, f))] as const)));
    const digestOf = new Map([...contents].map(([file, bytes]) => [file, sha256(bytes)]));
    const { reference, asked } = await peer({ mishap });
    await fetchHastily(reference);
    expect(asked.flatMap(({ range }) => range ?? [])).toEqual(['bytes=1000-']);
  });

  it('for good is an error that says so, and leaves nothing', async () => {
    const mishap: Mishap = ({ url }, response) => isBlob(url) && !!response.writeHead(500).end();
    const { reference, asked } = await peer({ mishap });
    await expect(fetchHastily(reference)).rejects.toMatchObject({ code: 'storage_unavailable', retryable: true });
    expect(asked.filter(({ path }) => isBlob(path))).toHaveLength(4);
    expect(await here()).toEqual([]);
  });

  it.each<[string, string, Mishap]>([
    ['other bytes', 'has not the digest', ({ url }, response) => isBlob(url) && !!response.end(Buffer.alloc(10))],
    ['more bytes', 'is longer than', ({ url }, response) => isBlob(url) && !!response.end(Buffer.alloc(200_000_000))],
    ['another manifest', 'manifest has not', ({ url }, response) => !isBlob(url) && !!response.end('{}')],
  ])('to give the right bytes, and gives %s, is refused, with nothing left', async (_, message, mishap) => {
    const one = ['bundle.json', 'tokenizer.json'];
    const { reference } = await peer({ mishap, files: one });
    const fetched = fetchHastily(reference, 1);
    await expect(fetched).rejects.toThrow();
    await expect(fetched.catch((error) => `${error.code} ${error.message}`)).resolves.toMatch(
      new RegExp(`bundle_invalid.*${message}|storage_unavailable.*ended early`),
    );
    expect(await here()).toEqual([]);
  });

  it('to name a place for tokens that can be found, is asked again later', async () => {
    const challenge = 'Bearer realm="http://nowhere.invalid/token"';
    const mishap: Mishap = (_, response) => !!response.writeHead(401, { 'www-authenticate': challenge }).end();
    const { reference } = await peer({ mishap });
    const fetched = fetchHastily(reference, 2);
    await expect(fetched).rejects.toMatchObject({ code: 'storage_unavailable', retryable: true });
    await expect(fetched).rejects.toThrow('nowhere.invalid');
  });

  it('to hold the bundle of the digest is refused', async () => {
    const other = join(root, 'other');
    await cp(demo, other, { recursive: true });
    await writeFile(join(other, 'bundle.json'), '{}');
    const { reference } = await peer({}, other);
    await expect(fetchHastily(reference)).rejects.toMatchObject({ code: 'bundle_invalid' });
    expect(await here()).toEqual([]);
  });
});

describe('an artifact', () => {
  it.each(['../evil.json', '/etc/passwd', 'llm/../../x', '', 'a\\b'])(
    'with a layer titled %j is refused',
    async (name) => {
      const { reference } = await peer({ titles: { 'tokenizer.json': name } });
      await expect(fetchHastily(reference)).rejects.toThrow('no path inside a bundle');
      expect(await here()).toEqual([]);
    },
  );

  it('that lacks a file of its bundle is refused', async () => {
    const { reference } = await peer({ files: files.filter((file) => file !== 'tokenizer.json') });
    await expect(fetchHastily(reference)).rejects.toThrow('no layer titled tokenizer.json');
    expect(await here()).toEqual([]);
  });

  it.each([
    `oci://registry.example.org/models/demo:v1`,
    `oci://registry.example.org/Models@sha256:${'a'.repeat(64)}`,
    `oci://user@registry.example.org/models@sha256:${'a'.repeat(64)}`,
    `oci://registry.example.org/../models@sha256:${'a'.repeat(64)}`,
    'oci://registry.example.org/models',
  ])('is named by registry, repository and digest, and not as %s', (url) => {
    expect(() => parseReference(url)).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  });

  it('is named with a port, or without', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const parsed = parseReference(`oci://10.0.0.1:5000/models/chest-x_1/demo@${digest}`);
    expect(parsed).toEqual({ registry: '10.0.0.1:5000', repository: 'models/chest-x_1/demo', digest });
  });
});

it('a file of credentials that cannot be used is named, and not shown', async () => {
  const path = join(root, 'config.json');
  await writeFile(path, '{"auths": {"r": {"auth": "secret');
  await expect(credentialsFor('r', path)).rejects.toThrow(/BUNDLE_REGISTRY_CONFIG: .*is not the configuration/);
  await expect(credentialsFor('r', path)).rejects.not.toThrow('secret');
  await expect(credentialsFor('r', '/nowhere')).rejects.toThrow('ENOENT');
  expect(await credentialsFor('other', await login({ r: {} }))).toBeUndefined();
});
