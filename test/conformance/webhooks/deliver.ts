import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { waitFor } from '@wetread/testing';
import { WebhookCalls } from '../../../services/gateway/dist/fixtures/webhook-calls.js';
import { startWorld, tellOfStudy, tenant } from '../../../services/gateway/dist/fixtures/world.js';

/**
 * A real gateway delivers to a Python receiver, which verifies by the library of PyPI: plain deliveries, one that is sent
 * again, a body with text of all kinds, a rotation in mid stream; and it must refuse what was tampered with.
 */

interface Report {
  readonly accepted: { id: string; type: string }[];
  readonly rejected: { id: string; error: string }[];
}

const [python = 'python3'] = process.argv.slice(2);
let passed = 0;
let failed = 0;

async function check(name: string, test: () => Promise<boolean>): Promise<void> {
  const right = await test().catch((error: unknown) => {
    console.log(String(error));
    return false;
  });
  console.log(`${right ? 'ok  ' : 'FAIL'} ${name}`);
  if (right) passed++;
  else failed++;
}

async function startPython(): Promise<{ url: string; child: ChildProcess }> {
  const script = fileURLToPath(new URL('receiver.py', import.meta.url));
  const child = spawn(python, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line');
  return { url: `http://127.0.0.1:${port}/hook`, child };
}

const { url, child } = await startPython();
const world = await startWorld();
try {
  const calls = new WebhookCalls(world, await world.key(tenant));
  const trust = (secret: string) => fetch(url, { method: 'PUT', body: secret });
  const report = async () => (await (await fetch(url)).json()) as Report;
  const accepted = async () => new Set((await report()).accepted.map(({ id }) => id));
  const tell = async (count: number) => {
    const events: string[] = [];
    for (let i = 0; i < count; i++) events.push((await tellOfStudy(world)).event);
    return events;
  };
  const taken = (events: string[]) =>
    waitFor(async () => {
      const ids = await accepted();
      return events.every((event) => ids.has(event));
    }).then(() => true);

  const body = { url, description: 'Python', signatures: ['v1', 'v1a'] };
  const { id, secret } = await calls.ask<{ id: string; secret: string }>('POST', '', body);
  await trust(secret);

  await check('plain deliveries, with a v1a signature beside the v1 one', async () => taken(await tell(10)));
  await check('a test event', async () => {
    const { event } = await calls.ask<{ event: string }>('POST', `/${id}/test`);
    return taken([event]);
  });
  await check('a redelivery, newly signed', async () => {
    const [event = ''] = await tell(1);
    await calls.delivery(id, event, ({ status }) => status === 'delivered');
    await calls.ask('POST', `/${id}/deliveries/${event}/redeliver`);
    return waitFor(async () => (await report()).accepted.filter((one) => one.id === event).length === 2);
  });
  await check('a rotation without a rejected delivery', async () => {
    const telling = tell(30);
    const rotated = await calls.ask<{ secret: string }>('POST', `/${id}/secret/rotate`, { overlapSeconds: 60 });
    await sleep(100);
    await trust(rotated.secret);
    await taken([...(await telling), ...(await tell(5))]);
    const { rejected } = await report();
    for (const { id: event, error } of rejected) console.log(`rejected ${event}: ${error}`);
    return rejected.length === 0;
  });
  await check('the old secret is refused after a rotation without overlap', async () => {
    await calls.ask('POST', `/${id}/secret/rotate`, { overlapSeconds: 0 });
    const [event = ''] = await tell(1);
    await calls.delivery(id, event, ({ status }) => status === 'exhausted');
    return (await report()).rejected.every((one) => one.id === event && /no matching/i.test(one.error));
  });
} finally {
  child.kill();
  await world.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
