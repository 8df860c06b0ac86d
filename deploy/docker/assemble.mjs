// Puts into an empty folder what the image of a service holds:
//
//   node deploy/docker/assemble.mjs gateway OUT [--arch=arm64]
//
// The compiled service, its production dependencies for Linux with glibc on that processor, and its bill of materials in
// OUT/sbom.cdx.json. Fails where a licence is one that must not ship. Expects the workspace compiled (`npm run build`).
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { refusedLicences } from './licences.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
/** The command has the other processes as a dependency, for `wetread up`. */
const known = ['bundles', 'cli', 'encoder', 'gateway', 'ingest', 'llm'];
/** Compilers and pages that libraries list as dependencies and use only when code is generated or a page is asked for. */
const notServed = ['typescript', 'swagger-ui-dist'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { arch: { type: 'string', default: process.arch } },
});
const [service = '', out = ''] = positionals;
const arch = { amd64: 'x64', x64: 'x64', arm64: 'arm64' }[values.arch];
if (!known.includes(service) || !out || !arch) {
  fail(`usage: assemble.mjs ${known.join('|')} FOLDER [--arch=amd64|arm64]`);
}
const folder = resolve(out);
if (existsSync(folder) && readdirSync(folder).length > 0) fail(`${folder} is not empty.`);

deploy();
// A study for whoever tries an installation.
if (service === 'cli') cpSync(join(root, 'models/demo/samples'), join(folder, 'samples'), { recursive: true });
prune();
settleBill();

function deploy() {
  pnpm(
    'deploy',
    '--prod',
    '--prefer-offline',
    '--trust-lockfile',
    '--os=linux',
    '--libc=glibc',
    `--cpu=${arch}`,
    folder,
  );
}

/** What no running process opens: tests, types, other platforms' binaries, what pnpm needs to install again. */
function prune() {
  for (const name of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) rmSync(join(folder, name), { force: true });
  removeTests(join(folder, 'dist'));
  for (const { home, name, place } of packages()) {
    if (notServed.includes(name)) rmSync(place, { recursive: true });
    else if (name.startsWith('@wetread/')) removeTests(join(home, 'dist'));
    else if (name === 'onnxruntime-node') keepOnePlatform(join(home, 'bin', 'napi-v6'));
  }
  // Built for another C library, and lying beside the one that is loaded.
  for (const { path } of entriesOf(folder)) if (/\.musl\.node$/.test(path)) rmSync(path);
  removeDangling(join(folder, 'node_modules'));
}

/** Every package of the virtual store: its name, version, folder, and place in the store. */
function packages() {
  const store = join(folder, 'node_modules', '.pnpm');
  const found = [];
  for (const entry of readdirSync(store)) {
    const modules = join(store, entry, 'node_modules');
    if (!existsSync(modules)) continue;
    for (const name of namesIn(modules)) {
      const home = join(modules, name);
      if (lstatSync(home).isSymbolicLink()) continue;
      const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
      found.push({ name, version, home, place: join(store, entry) });
    }
  }
  return found;
}

/** Names of packages in a `node_modules`, those in a scope too. */
function namesIn(modules) {
  const names = readdirSync(modules).filter((name) => !name.startsWith('.'));
  return names.flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
  );
}

function removeTests(dist) {
  if (!existsSync(dist)) return;
  for (const { path } of entriesOf(dist)) {
    const isUseless = /\.test\.js(\.map)?$|\.d\.ts(\.map)?$|\.tsbuildinfo$|\/fixtures$/.test(path);
    if (isUseless) rmSync(path, { recursive: true, force: true });
  }
}

function keepOnePlatform(binaries) {
  for (const platform of readdirSync(binaries)) {
    for (const cpu of readdirSync(join(binaries, platform))) {
      if (platform === 'linux' && cpu === arch) continue;
      rmSync(join(binaries, platform, cpu), { recursive: true });
    }
    if (readdirSync(join(binaries, platform)).length === 0) rmSync(join(binaries, platform), { recursive: true });
  }
}

function removeDangling(modules) {
  for (const { path, isLink } of entriesOf(modules)) if (isLink && !existsSync(path)) rmSync(path);
}

/** Everything under a folder; links are told of and not followed. */
function entriesOf(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    const inner = entry.isDirectory() ? entriesOf(path) : [];
    return [{ path, isLink: entry.isSymbolicLink() }, ...inner];
  });
}

/** The bill names what lies in the folder, and nothing that was left out. */
function settleBill() {
  const file = join(folder, 'sbom.cdx.json');
  pnpm(
    'sbom',
    '--prod',
    '--sbom-format=cyclonedx',
    '--sbom-spec-version=1.6',
    '--sbom-type=application',
    '--out',
    file,
  );
  const bill = JSON.parse(readFileSync(file, 'utf8'));
  const present = new Map(packages().map((entry) => [`${entry.name}@${entry.version}`, entry]));
  bill.components = bill.components.filter((part) => present.has(nameOf(part)));
  for (const part of bill.components) present.delete(nameOf(part));
  // pnpm lists what is for this machine's processor.
  bill.components.push(...[...present.values()].map(componentOf));
  const kept = new Set([bill.metadata.component['bom-ref'], ...bill.components.map((part) => part['bom-ref'])]);
  bill.dependencies = bill.dependencies
    ?.filter(({ ref }) => kept.has(ref))
    .map((entry) => ({ ...entry, dependsOn: entry.dependsOn?.filter((ref) => kept.has(ref)) }));
  writeFileSync(file, `${JSON.stringify(bill, null, 1)}\n`);
  const refused = refusedLicences(bill.components);
  if (refused.length > 0) fail(`These must not ship:\n${refused.join('\n')}`);
  console.log(`${service}: ${bill.components.length} packages, licences checked, for linux ${arch}`);
}

/** A package as a component, from its own package.json. */
function componentOf({ name, version, home }) {
  const { license, description } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const [inner, scope] = name.split('/').reverse();
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const licenses = license ? [{ license: { id: license } }] : [];
  return {
    type: 'library',
    ...(scope && { group: scope }),
    name: inner,
    version,
    purl,
    'bom-ref': purl,
    description,
    licenses,
  };
}

function nameOf({ group, name, version }) {
  return `${group ? `${group}/` : ''}${name}@${version}`;
}

function pnpm(...args) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const npx = ['exec', '--yes', `--package=${packageManager}`, '--', 'pnpm', '--filter', `@wetread/${service}`];
  const { status, stdout, stderr } = spawnSync('npm', [...npx, ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) fail(`pnpm ${args[0]} failed:\n${stdout}\n${stderr}`);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
