import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { freePort, tempFolder, waitFor } from './places.ts';

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Ends the server in an orderly way, or finds it dead, and starts it again on the same port with the same data. */
  restart(): Promise<void>;
  /** As a crash would: SIGKILL, and the port stays silent until `restart`. */
  kill(): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/**
 * A private server; or, with none installed, the one that REDIS_TEST_URL or REDIS_URL names. It writes every change to
 * disk before it answers, unless it may do so each second, as the product's own does.
 */
export async function startRedis({ sync = 'always' }: { sync?: 'always' | 'everysec' } = {}): Promise<RedisServer> {
  const program = onPath('redis-server') ?? onPath('valkey-server');
  if (program) return startPrivate(program, sync);
  const url = process.env['REDIS_TEST_URL'] ?? process.env['REDIS_URL'];
  if (url) return foreign(url);
  throw new Error('These tests need Redis: install redis-server or valkey-server, or set REDIS_TEST_URL.');
}

async function startPrivate(program: string, sync: string): Promise<RedisServer> {
  const folder = await tempFolder('redis');
  const port = await freePort();
  let child = await launch(program, port, folder.path, sync);
  const stop = (signal: NodeJS.Signals) => end(child, signal);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill: () => stop('SIGKILL'),
    async restart() {
      await stop('SIGTERM');
      child = await launch(program, port, folder.path, sync);
    },
    async stop() {
      await stop('SIGTERM');
      await folder.remove();
    },
  };
}

async function launch(program: string, port: number, folder: string, sync: string): Promise<ChildProcess> {
  const settings = {
    port: `${port}`,
    bind: '127.0.0.1',
    dir: folder,
    appendonly: 'yes',
    appendfsync: sync,
    save: '',
    'maxmemory-policy': 'noeviction',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(program, options, { stdio: 'ignore' });
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  await waitFor(() => answersPing(port), { timeoutMs: 20_000, what: `${program} on port ${port}` });
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(1_000, () => socket.destroy(new Error('no answer')));
    socket.once('error', reject);
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(answer.toString('latin1').startsWith('+PONG'));
    });
  });
}

function foreign(url: string): RedisServer {
  const cannot = async (): Promise<never> => {
    throw new Error('This test stops Redis, which needs redis-server or valkey-server on the PATH.');
  };
  return { url, port: Number(new URL(url).port || 6379), restart: cannot, kill: cannot, stop: async () => {} };
}

function onPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
