import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Child } from './child.ts';

const programs = ['redis-server', 'valkey-server'];

/**
 * A Redis server's program: from the PATH, or else installed with the system's package manager where that needs no
 * question answered.
 *
 * @throws Error saying what to install
 */
export function obtainRedis(say: (line: string) => void): string {
  const found = onPath();
  if (found) return found;
  for (const [what, steps] of installers()) {
    say(`Redis is not installed; installing it with ${what} …`);
    const failed = steps.some(([command = '', ...args]) => spawnSync(command, args, quietly).status !== 0);
    const installed = failed ? undefined : onPath();
    if (installed) return installed;
  }
  throw new Error(
    'Wetread needs Redis 6.2 or newer, or Valkey. Install it (Debian and Ubuntu: "apt install redis-server", macOS: "brew install redis") or set REDIS_URL.',
  );
}

/** A private server that writes each change to disk before it answers, with its data in `folder`. */
export function redisChild(program: string, port: number, folder: string, logFile: string): Child {
  mkdirSync(folder, { recursive: true });
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    'maxmemory-policy': 'noeviction',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  return new Child({ name: 'redis', command: program, args, logFile });
}

/** Whether a Redis answers at the port, and has read its data. */
export function answersPing(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => socket.write('PING\r\n'));
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('data', (data) => finish(data.toString('latin1').startsWith('+PONG')));
  });
}

// invoke-rc.d starts no service at run level 1: the package's own server must not take the default port.
const quietly = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' } } as const;

const runs = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

const onPath = (): string | undefined => programs.find((program) => runs(program, '--version'));

function installers(): [what: string, steps: string[][]][] {
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', 'redis-server'];
  const update = ['apt-get', 'update'];
  if (process.platform === 'darwin') return runs('brew', '--version') ? [['brew', [['brew', 'install', 'redis']]]] : [];
  if (!runs('apt-get', '--version')) return [];
  if (process.getuid?.() === 0) return [['apt', [update, install]]];
  if (!runs('sudo', '-n', 'true')) return [];
  return [['sudo apt', [update, install].map((step) => ['sudo', '-n', ...step])]];
}

export const redisFolder = (dataFolder: string): string => join(dataFolder, 'redis');
