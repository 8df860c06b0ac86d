import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Reads over plain sockets, one request at a time on each: a client that costs the machine as little as can be. */

export interface Reading {
  readonly port: number;
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
}

/** @returns answers a second. @throws Error where one was not 200 */
export async function readsPerSecond(reading: Reading): Promise<number> {
  const requests = reading.paths.map((path) => requestTo(path, reading.headers));
  const started = performance.now();
  const until = started + reading.seconds * 1000;
  const counts = await Promise.all(
    Array.from({ length: reading.connections }, (_, i) => readOn(reading.port, requests, i * 7919, until)),
  );
  return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - started) / 1000);
}

function requestTo(path: string, headers: Reading['headers']): Buffer {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
}

async function readOn(port: number, requests: readonly Buffer[], first: number, until: number): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  await once(socket, 'connect');
  try {
    return await exchange(socket, requests, first, until);
  } finally {
    socket.destroy();
  }
}

function exchange(socket: Socket, requests: readonly Buffer[], first: number, until: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let [next, count, missing, held] = [first, 0, -1, ''];
    const ask = () => socket.write(requests[next++ % requests.length] as Buffer);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed a connection')));
    socket.on('data', (chunk) => {
      if (missing < 0) {
        held += chunk.toString('latin1');
        const end = held.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!held.startsWith('HTTP/1.1 200')) return reject(new Error(held));
        const length = Number(/content-length: (\d+)/i.exec(held)?.[1]);
        missing = length - (held.length - end - 4);
      } else missing -= chunk.length;
      if (missing > 0) return;
      [missing, held] = [-1, ''];
      count++;
      if (performance.now() < until) ask();
      else resolve(count);
    });
    ask();
  });
}
