import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { sha256 } from '@wetread/contracts';
import { root, type ServiceName } from '@wetread/stack';
import { openStorage } from '@wetread/storage';
import { tempFolder } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startS3Server } from '../../packages/storage/src/fixtures/processes.ts';
import { ContainerRoot, canContain, filesUnder, type Mounted } from './container-root.ts';
import { endOf, startWholeStack, type WholeStack } from './whole-stack.ts';

const execute = promisify(execFile);
const demo = join(root, 'models', 'demo');
const images = ['bundles', 'cli', 'encoder', 'gateway', 'ingest', 'llm'] as const;
type Image = (typeof images)[number];

/** Machine of an ELF file, in its bytes 18 and 19. */
const ELF_AARCH64 = 183;

const contained = await canContain();
if (!contained) {
  console.warn('No mounts are allowed here: the files of the images were not started in roots of their own.');
}

describe.runIf(contained)('what the images hold, each in a root with Node and the C libraries and nothing else', () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>;
  let store: Awaited<ReturnType<typeof startS3Server>>;
  let whole: WholeStack;
  let container: ContainerRoot;
  let volume: string;
  let digest: string;

  const app = (name: Image) => join(folder.path, 'apps', name);
  const run = async (mounted: Mounted, env: Record<string, string>, ...args: string[]) => {
    const { command, args: all } = container.node(mounted, ...args);
    return execute(command, all, { env: { PATH: process.env.PATH, ...env }, maxBuffer: 10_000_000 });
  };

  beforeAll(async () => {
    folder = await tempFolder('deployed');
    await mkdir(join(folder.path, 'apps'));
    for (const name of images) await assemble(name, app(name));
    container = await ContainerRoot.make(join(folder.path, 'root'), images.map(app));
    volume = await ContainerRoot.volume(join(folder.path, 'bundles'));
    store = await startS3Server('wetread');
    vi.stubEnv('STORAGE_URL', 's3://wetread/data');
    for (const [name, value] of Object.entries(s3Env(store.endpoint))) vi.stubEnv(name, value);
    digest = await keepBundle(store.endpoint);
  }, 600_000);

  afterAll(async () => {
    await whole?.stop();
    await store?.stop();
    vi.unstubAllEnvs();
    await folder?.remove();
  }, 60_000);

  it('can write nowhere but to /tmp and the volume, as nobody in particular', async () => {
    const probe = `
      const fs = require('node:fs');
      const failing = (file) => { try { fs.writeFileSync(file, ''); return 'written'; } catch (error) { return error.code; } };
      const places = ['/app/x', '/x', '/nodejs/bin/node', '/bundles/x', '/tmp/x'].map(failing);
      console.log(JSON.stringify({ places, user: process.getuid(), shell: fs.existsSync('/bin/sh') }));`;
    const { stdout } = await run({ app: app('gateway'), volume }, {}, '-e', probe);
    expect(JSON.parse(stdout)).toEqual({
      places: ['EROFS', 'EROFS', 'EROFS', 'EROFS', 'written'],
      user: 10_001,
      shell: false,
    });
  });

  it('fetch a bundle by its digest, as the init container does', async () => {
    const env = {
      ...s3Env(store.endpoint),
      BUNDLE_STORAGE_URL: 's3://wetread/bundles',
      BUNDLE_DIGEST: digest,
      BUNDLE_CACHE: '/bundles',
    };
    await run({ app: app('bundles'), volume, writable: true }, env, '/app/dist/main.js');
    expect(await readdir(volume)).toEqual([digest]);
    // The image of encoder and llm has the same program at the place that the chart names.
    for (const name of ['encoder', 'llm'] as const) {
      const main = '/app/node_modules/@wetread/bundles/dist/main.js';
      await run({ app: app(name), volume, writable: true }, env, main);
    }
  });

  it('read a study end to end, from the command to the signed webhook, over TLS between them, and drain', async () => {
    await cp(join(root, 'services/gateway/src/fixtures/tls'), join(volume, 'tls'), { recursive: true });
    const tls = {
      GRPC_TLS_CERT: '/bundles/tls/server.crt',
      GRPC_TLS_KEY: '/bundles/tls/server.key',
      GRPC_TLS_CA: '/bundles/tls/ca.crt',
    };
    whole = await startWholeStack(
      { all: { TMPDIR: '/tmp', ...tls } },
      {
        bundleFolder: `/bundles/${digest}`,
        launch: (name: ServiceName) =>
          container.node({ app: app(name), volume }, '--enable-source-maps', '/app/dist/main.js'),
      },
    );
    const { url, apiKey } = whole.stack;
    const env = { WETREAD_URL: url, WETREAD_KEY: apiKey };
    const command = (...args: string[]) =>
      run({ app: app('cli'), volume }, env, '/app/bin/wetread.mjs', '--json', ...args);
    const { stdout } = await command('submit', '--wait', '/app/samples/normal.png');
    const study = /"study":"([\d.]+)"/.exec(stdout)?.[1] as string;
    expect(await endOf(whole.receiver, study)).toMatchObject({ type: 'study.summarized', verified: true });
    expect(await whole.resultsOf(study)).toHaveLength(1);
    // What `helm test` runs.
    const checked = await command('check', '/app/samples/normal.png');
    expect(JSON.parse(checked.stdout)).toMatchObject({ type: 'study.summarized' });
    // Past the queue, from the gateway to the llm service by gRPC.
    const answer = await command('ask', study, 'Is there a pleural effusion?');
    expect(JSON.parse(answer.stdout).text).toContain('pleural effusion');
    expect(await whole.stack.stop()).toEqual([]);
  });

  it('are assembled here for another processor too', async () => {
    const arm = join(folder.path, 'arm');
    await execute(process.execPath, [join(root, 'deploy/docker/assemble.mjs'), 'encoder', arm, '--arch=arm64']);
    const native = (await filesUnder(arm)).filter((file) => /\.node$|\.so(\.[\d.]+)?$/.test(file));
    expect(native.map((file) => basename(file))).toEqual(
      expect.arrayContaining(['onnxruntime_binding.node', expect.stringContaining('sharp-linux-arm64')]),
    );
    for (const file of native) expect((await readFile(file)).readUInt16LE(18), file).toBe(ELF_AARCH64);
    const bill = await readFile(join(arm, 'sbom.cdx.json'), 'utf8');
    expect(bill).toContain('sharp-libvips-linux-arm64');
    expect(bill).not.toContain('sharp-libvips-linux-x64');
  });

  it('name each package that they hold, and hold no tests, types, compilers and binaries of other platforms', async () => {
    for (const name of images) {
      const bill = JSON.parse(await readFile(join(app(name), 'sbom.cdx.json'), 'utf8'));
      expect(bill.components.length, name).toBeGreaterThan(50);
      const files = await filesUnder(app(name));
      const ours = files.filter((file) => !file.includes('node_modules/') || file.includes('/@wetread/'));
      expect(
        ours.filter((file) => /\.test\.js$|\.d\.ts$|\/fixtures$/.test(file)),
        name,
      ).toEqual([]);
      const binaries = files.filter((file) =>
        /bin\/napi-v6\/\w+\/\w+$|\.pnpm\/(typescript|@img\+sharp-)[^/]*$/.test(file),
      );
      expect(
        binaries.filter((file) => !/linux/.test(file)),
        name,
      ).toEqual([]);
    }
  });
});

async function assemble(name: Image, folder: string): Promise<void> {
  await execute(process.execPath, [join(root, 'deploy/docker/assemble.mjs'), name, folder]);
}

function s3Env(endpoint: string): Record<string, string> {
  return { S3_ENDPOINT: endpoint, S3_ACCESS_KEY: 'key', S3_SECRET_KEY: 'secret' };
}

/** @returns its digest, by which a folder of the bucket is named */
async function keepBundle(endpoint: string): Promise<string> {
  const storage = await openStorage('s3://wetread/bundles', s3Env(endpoint));
  const manifest = await readFile(join(demo, 'bundle.json'));
  const digest = sha256(manifest);
  const files = ['bundle.json', ...Object.keys(JSON.parse(manifest.toString('utf8')).files)];
  for (const file of files) await storage.put(`${digest}/${file}`, await readFile(join(demo, file)));
  return digest;
}
