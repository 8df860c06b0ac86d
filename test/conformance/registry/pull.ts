import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { sha256 } from '../../../packages/contracts/dist/index.js';

/** Runs the process that brings bundles, against a registry as its first argument starts it. */
const root = join(import.meta.dirname, '../../..');
const demo = join(root, 'models/demo');
const main = join(root, 'packages/bundles/dist/main.js');
const [program] = process.argv.slice(2) as [string];

interface Served {
  readonly reference: string;
  readonly user: string;
  readonly password: string;
}

const folder = await mkdtemp(join(tmpdir(), 'wetread-registry-'));
const registry = spawn(program, [demo], { stdio: ['pipe', 'pipe', 'inherit'] });
let [passed, failed] = [0, 0];
try {
  const [line] = await once(createInterface(registry.stdout), 'line');
  await pullAll(JSON.parse(line) as Served);
} finally {
  registry.kill();
  await rm(folder, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

async function pullAll({ reference, user, password }: Served): Promise<void> {
  const digest = sha256(await readFile(join(demo, 'bundle.json')));
  const config = join(folder, 'config.json');
  const { host } = new URL(reference.replace('oci:', 'http:'));
  await writeFile(config, JSON.stringify({ auths: { [host]: { auth: btoa(`${user}:${password}`) } } }));
  const known = { BUNDLE_REGISTRY_CONFIG: config };
  const there = () => readdir(folder).then((names) => names.filter((name) => name !== 'config.json'));

  await check('without name and password nothing comes', async () => {
    const said = await pull(reference, digest, {});
    return said.includes('asks for name and password') && (await there()).length === 0;
  });
  await check('another digest is not there', async () => {
    const said = await pull(reference.replace(/[0-9a-f]{64}$/, '0'.repeat(64)), digest, known);
    return said.includes('not_found') && (await there()).length === 0;
  });
  await check('what ORAS pushed comes whole and checked', async () => {
    const said = await pull(reference, digest, known);
    return said.includes('the bundle is here and checked') && (await there()).join() === digest;
  });
}

async function pull(reference: string, digest: string, more: Record<string, string>): Promise<string> {
  const settings = { BUNDLE_STORAGE_URL: reference, BUNDLE_DIGEST: digest, BUNDLE_REGISTRY_PLAIN_HTTP: 'true' };
  const env = { ...process.env, ...settings, BUNDLE_CACHE: folder, LOG_LEVEL: 'info', ...more };
  const done = await promisify(execFile)(process.execPath, [main], { env }).catch((error) => error);
  return done.stdout;
}

async function check(what: string, holds: () => Promise<boolean>): Promise<void> {
  const right = await holds();
  if (right) passed++;
  else failed++;
  console.log(`${right ? 'passed' : 'FAILED'}: ${what}`);
}
