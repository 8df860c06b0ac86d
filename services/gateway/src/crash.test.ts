import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort, waitFor } from '@wetread/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startReceiver } from './fixtures/receiver.ts';
import { addEndpoint, call, startWorld, tellOfStudy, tenant, type World } from './fixtures/world.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let world: World;
let base: string;
let key: string;
const children: ChildProcess[] = [];
beforeAll(async () => {
  const port = await freePort();
  world = await startWorld({ HTTP_PORT: String(port), LOG_LEVEL: 'fatal' }, false);
  base = `http://127.0.0.1:${port}`;
  key = await world.key(tenant);
});
afterAll(async () => {
  for (const child of children) await end(child, 'SIGKILL');
  await world.stop();
});

async function startProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [main], { env: { ...process.env, ...world.env }, stdio: 'inherit' });
  children.push(child);
  await waitFor(async () => (await fetch(`${base}/readyz`)).ok, { timeoutMs: 15_000, what: 'the gateway' });
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

it('an event whose delivery a crash cut off arrives with the same id after the restart (I3)', async () => {
  // The first request is never answered: the process dies while it waits.
  const receiver = await startReceiver((number, response) => {
    if (number > 1) response.writeHead(204).end();
  });
  const first = await startProcess();
  const { id, secret } = await addEndpoint(base, key, receiver.url);
  const { event } = await tellOfStudy(world);
  await waitFor(() => receiver.received.length === 1);
  await end(first, 'SIGKILL');
  const second = await startProcess();
  const log = () => call(`${base}/v1/webhook-endpoints/${id}/deliveries`, key).then((response) => response.json());
  await waitFor(async () => JSON.stringify(await log()).includes('"status":"delivered"'), { timeoutMs: 15_000 });
  expect(receiver.received.map((webhook) => webhook.id)).toEqual([event, event]);
  expect(receiver.received[1]?.verify(secret)).toMatchObject({ type: 'study.received' });
  await end(second, 'SIGTERM');
  expect(second.exitCode).toBe(0);
  receiver.stop();
});
