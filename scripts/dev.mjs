// `pnpm dev`: the local stack, compiled anew and restarted whenever a source file changes. State is kept.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';

const compiler = spawn('tsc', ['-b', '--watch', '--preserveWatchOutput'], { stdio: 'inherit' });
let stack;
let pending;

function start() {
  stack = spawn(process.execPath, ['packages/stack/dist/start.js'], { stdio: 'inherit' });
}

async function restart() {
  const ended = new Promise((resolve) => (stack.exitCode === null ? stack.once('exit', resolve) : resolve()));
  stack.kill('SIGTERM');
  await ended;
  start();
}

// Many files change in one compilation; the restart waits for the last of them.
function changed(_, file) {
  if (!file?.includes('/dist/') || !file.endsWith('.js') || file.includes('node_modules')) return;
  clearTimeout(pending);
  pending = setTimeout(restart, 500);
}

start();
for (const folder of ['packages', 'services']) watch(folder, { recursive: true }, changed);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    compiler.kill();
    stack.once('exit', () => process.exit(0));
    stack.kill('SIGTERM');
  });
}
