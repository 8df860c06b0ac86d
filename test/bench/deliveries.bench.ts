import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { issueKey } from '@wetread/accounts';
import { makeEvent, newUid } from '@wetread/contracts';
import { connectRedis, JobQueues } from '@wetread/queues';
import { openStorage } from '@wetread/storage';
import { announce, StudyStore } from '@wetread/studies';
import { freePort, startRedis, tempFolder, waitFor } from '@wetread/testing';
import { Queue } from 'bullmq';

/**
 * Webhooks to 100 receivers: how many a second against bare BullMQ and undici; and how long they take while 20 of the
 * receivers hang. Gateway, bare worker and Redis are processes of their own; the receivers are all in this one.
 */

const receivers = 100;
const hanging = 20;
/** The compilers of both sides need some thousand deliveries until they have done their work. */
const warmUpEvents = 100;
const events = 100;
const pacedEvents = 20;
const paceMs = 2_000;
const concurrency = 256;
const tenant = 'north';
const json = process.argv.includes('--json');

const folder = await tempFolder('bench');
const redisServer = await startRedis();
const storage = await openStorage(`file://${folder.path}`);
const redis = connectRedis(redisServer.url);
const queues = new JobQueues(redis);
const store = new StudyStore(storage);

/** When each webhook came, by event and receiver. */
const came = new Map<string, number>();
let hangs = 0;

const servers = await Promise.all(Array.from({ length: receivers }, (_, i) => listen(i)));
const urls = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`);

async function listen(i: number): Promise<Server> {
  const server = createServer((request, response) => {
    const id = `${request.headers['webhook-id']} ${i}`;
    request.resume().on('end', () => {
      if (i < hangs) return;
      came.set(id, performance.now());
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function tellOne(): Promise<string> {
  const study = newUid();
  await store.putStudy({ tenant, study, receivedAt: new Date().toISOString(), source: 'upload', priority: 'routine' });
  const event = makeEvent(tenant, 'study.received', { study, revision: 1, images: 1, refusals: 0 });
  await announce(store, queues, event);
  return event.id;
}

const all = (count: number) => waitFor(() => came.size >= count, { timeoutMs: 120_000, everyMs: 5 });

/** @returns deliveries a second, from the first event told to the last webhook taken */
async function rate(count: number, at = receivers): Promise<number> {
  came.clear();
  const started = performance.now();
  for (let i = 0; i < count; i++) await tellOne();
  await all(count * at);
  return (count * at * 1_000) / (performance.now() - started);
}

async function bareRate(queue: Queue, count: number): Promise<number> {
  came.clear();
  const started = performance.now();
  for (let i = 0; i < count; i++) {
    const event = makeEvent(tenant, 'study.received', { study: newUid(), revision: 1, images: 1, refusals: 0 });
    const { type, timestamp, data } = event;
    const body = JSON.stringify({ type, timestamp, data });
    const options = { removeOnComplete: true, removeOnFail: true };
    await queue.addBulk(urls.map((url) => ({ name: 'deliver', data: { url, id: event.id, body }, opts: options })));
  }
  await all(count * receivers);
  return (count * receivers * 1_000) / (performance.now() - started);
}

/** @returns the 95th percentile of milliseconds from telling to taking, at those that answer in both runs */
async function p95(): Promise<number> {
  came.clear();
  const told = new Map<string, number>();
  for (let i = 0; i < pacedEvents; i++) {
    const at = performance.now();
    told.set(await tellOne(), at);
    await sleep(Math.max(0, paceMs - (performance.now() - at)));
  }
  await all(pacedEvents * (receivers - hanging));
  const times = [...came].flatMap(([key, at]) => {
    const [id = '', receiver = ''] = key.split(' ');
    return Number(receiver) < hanging ? [] : at - (told.get(id) ?? at);
  });
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length * 0.95)] as number;
}

const children: ChildProcess[] = [];
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await Promise.race([ended, sleep(5_000)]);
  child.kill('SIGKILL');
}

async function startGateway(): Promise<{ base: string; child: ChildProcess }> {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const env = {
    STORAGE_URL: `file://${folder.path}`,
    REDIS_URL: redisServer.url,
    HOST: '127.0.0.1',
    HTTP_PORT: String(port),
    LOG_LEVEL: 'warn',
    WEBHOOK_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    WEBHOOK_ALLOWED_RANGES: '127.0.0.1/32',
    WEBHOOK_CONCURRENCY: String(concurrency),
  };
  const main = fileURLToPath(new URL('../../services/gateway/dist/main.js', import.meta.url));
  const child = spawn(process.execPath, [main], { env: { ...process.env, ...env }, stdio: 'inherit' });
  children.push(child);
  await waitFor(async () => (await fetch(`${base}/readyz`)).ok, { timeoutMs: 30_000, what: 'the gateway' });
  return { base, child };
}

try {
  const { base, child } = await startGateway();
  const { key } = await issueKey(storage, { tenant, name: 'bench' });
  const add = async (url: string) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    const body = JSON.stringify({ url });
    const response = await fetch(`${base}/v1/webhook-endpoints`, { method: 'POST', headers, body });
    if (response.status !== 201) throw new Error(await response.text());
  };
  for (const url of urls.slice(hanging)) await add(url);
  await rate(warmUpEvents, receivers - hanging);
  const quiet = await p95();
  for (const url of urls.slice(0, hanging)) await add(url);
  await rate(warmUpEvents);
  const own = await rate(events);
  hangs = hanging;
  const disturbed = await p95();
  hangs = 0;
  await end(child);

  const queue = new Queue('bare', { connection: redis });
  const script = fileURLToPath(new URL('bare-deliveries.ts', import.meta.url));
  const worker = spawn(process.execPath, [script, redisServer.url, 'bare', String(concurrency)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  children.push(worker);
  await once(worker, 'message');
  await bareRate(queue, warmUpEvents);
  const bare = await bareRate(queue, events);
  await end(worker);
  await queue.close();

  console.log(`
deliveries: ${receivers} receivers, ${events} events at once; then ${pacedEvents} events, one each ${paceMs} ms

| what | |
|---|---|
| deliveries a second | ${own.toFixed(0)} |
| bare BullMQ and undici | ${bare.toFixed(0)} |
| ratio | ${(own / bare).toFixed(2)} |
| p95 of ${receivers - hanging} receivers, ms | ${quiet.toFixed(0)} |
| p95 of the same while ${hanging} others hang, ms | ${disturbed.toFixed(0)} |
| ratio | ${(disturbed / quiet).toFixed(2)} |
`);
  if (json) {
    const lines = [
      { what: 'deliveries a second ÷ bare BullMQ and undici', value: own / bare, atLeast: 0.6 },
      { what: `p95 of 80 receivers while 20 hang ÷ while none does`, value: disturbed / quiet, atMost: 1.5 },
    ];
    console.log(JSON.stringify({ bench: 'deliveries', lines }));
  }
} finally {
  for (const child of children) await end(child);
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await queues.close();
  redis.disconnect();
  await redisServer.stop();
  await folder.remove();
}
