#!/usr/bin/env node
// Found by npx before anything is compiled, and by whatever Node is on the PATH: goes on with the pinned Node where there is one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const main = join(here, '../dist/main.js');
const pinned = join(here, '../../node_modules/.bin/node');
const neededMajor = 24;

if (!existsSync(main)) {
  console.error('wetread is not compiled yet; run "npm run build" in the checkout first.');
  process.exit(1);
} else if (Number(process.versions.node.split('.')[0]) >= neededMajor) {
  await import(main);
} else if (existsSync(pinned)) {
  const child = spawn(pinned, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A Ctrl-C in the terminal reaches the child by itself; any other signal is handed on.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (status) => process.exit(status ?? 1));
} else {
  console.error(`wetread needs Node ${neededMajor} or newer; this is ${process.version}.`);
  process.exit(1);
}
