// What npm's scripts call. Runs on any Node ≥ 20: installs the workspace with the pinned pnpm where the lockfile has
// changed since the last time, compiles, and goes on with the pinned Node. Reaches the npm registry only.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'node_modules', '.bin');
const stamp = join(root, 'node_modules', '.wetread-installed');
const neededMajor = 24;

const lint = [
  ['tsc', '-p', 'test'],
  ['biome', 'check', '.'],
  ['node', 'scripts/generated.mjs'],
];

const commands = {
  demo: [['node', 'packages/stack/dist/demo.js']],
  start: [['node', 'packages/stack/dist/start.js']],
  dev: [['node', 'scripts/dev.mjs']],
  test: [['vitest', 'run']],
  lint,
  check: [...lint, ['vitest', 'run', '--project', 'unit']],
  bench: [['node', 'scripts/bench.mjs']],
  wetread: [['node', join(root, 'cli', 'bin', 'wetread.mjs')]],
  build: [],
  generate: [['node', 'scripts/generated.mjs', '--write']],
};

const [name = '', ...args] = process.argv.slice(2);
const steps = commands[name];
if (!steps) fail(`There is no command "${name}". Known: ${Object.keys(commands).join(', ')}.`);
install();
run('tsc', ['-b']);
for (const [i, [command, ...fixed]] of steps.entries()) {
  const last = i === steps.length - 1;
  if (last) await replaceBy(command, [...fixed, ...args]);
  else run(command, fixed);
}

function install() {
  const wanted = lockDigest();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  console.log('Installing the workspace …');
  const npx = ['exec', '--yes', `--package=${packageManager}`, '--', 'pnpm', 'install', '--frozen-lockfile'];
  const { status } = spawnSync('npm', npx, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
    ...capture(),
  });
  if (status !== 0) fail('The workspace could not be installed; the lines above say why.');
  writeFileSync(stamp, wanted);
}

function capture() {
  return { stdio: ['ignore', process.env.CI ? 'inherit' : 'ignore', 'inherit'] };
}

function lockDigest() {
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'];
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(root, file)));
  return hash.update(`${process.platform} ${process.arch}`).digest('hex');
}

function run(command, parameters) {
  const { status } = spawnSync(command, parameters, { cwd: root, stdio: 'inherit', env: environment() });
  if (status !== 0) process.exit(status ?? 1);
}

/** Signals go to the command, which ends in its own way; its status is ours. */
function replaceBy(command, parameters) {
  // npm goes to the root first; a person's paths are from where they stand.
  const cwd = name === 'wetread' ? (process.env.INIT_CWD ?? process.cwd()) : process.cwd();
  const child = spawn(command, parameters, { cwd, stdio: 'inherit', env: environment() });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on('exit', (status) => {
      process.exitCode = status ?? 1;
      resolve();
    });
  });
}

function environment() {
  const pinned = existsSync(join(bin, 'node'));
  if (!pinned && Number(process.versions.node.split('.')[0]) < neededMajor) {
    fail(
      `There is no packaged Node ${neededMajor} for ${process.platform} ${process.arch}; install Node ${neededMajor} and try again.`,
    );
  }
  return { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
