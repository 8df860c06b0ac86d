import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { issueKey } from '@wetread/accounts';
import { putCurrentBundle } from '@wetread/batches';
import { newUid, sha256 } from '@wetread/contracts';
import { connectRedis, JobQueues } from '@wetread/queues';
import { openStorage } from '@wetread/storage';
import { announce, endEvent, keys, StudyStore, viewStudy } from '@wetread/studies';
import { freePort, startRedis, tempFolder } from '@wetread/testing';

/**
 * A batch of 50,000 studies: the gateway's heap and resident memory over its whole life, from the upload to the files. The
 * studies' records are small and the readings are this process's; everything else is the product. `BATCH_ITEMS` makes it smaller.
 */

const items = Number(process.env.BATCH_ITEMS ?? 50_000);
/** Those that are read while the batch runs; the others have a summary before. */
const unread = Math.min(2_000, items / 2);
const heapMiB = 192;
const json = process.argv.includes('--json');
const tenant = 'north';
const digest = sha256('bundle');

const folder = await tempFolder('bench');
const redisServer = await startRedis();
const storage = await openStorage(`file://${folder.path}`);
const redis = connectRedis(redisServer.url);
const queues = new JobQueues(redis);
const store = new StudyStore(storage);
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const gatewayMain = fileURLToPath(new URL('../../services/gateway/dist/main.js', import.meta.url));
// A small heap keeps garbage from looking like need; too small a one would end the process.
const gateway = spawn(process.execPath, [`--max-old-space-size=${heapMiB}`, gatewayMain], {
  env: {
    ...process.env,
    STORAGE_URL: `file://${folder.path}`,
    REDIS_URL: redisServer.url,
    HOST: '127.0.0.1',
    HTTP_PORT: String(port),
    WEBHOOK_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    LOG_LEVEL: 'warn',
  },
  stdio: 'inherit',
});

const now = new Date().toISOString();
const image = { sop: newUid(), sha256: digest, view: 'frontal' as const, render: 'r.png' };
const result = (study: string) => ({
  tenant,
  study,
  id: `res_${study}`,
  revision: 1,
  createdAt: new Date().toISOString(),
  text: 'The lungs are clear. No acute finding.',
  findings: 'The lungs are clear.',
  impression: 'No acute finding.',
  preliminary: true as const,
  machineMade: true as const,
  notice: 'Preliminary machine reading. Not a diagnosis; a clinician must review it.',
  bundle: { name: 'demo', version: '1', digest },
  prompt: { system: '', template: '', question: '' },
  decoding: { engine: 'onnx', temperature: 0, topP: 1, repetitionPenalty: 1, maxNewTokens: 300, seed: null },
  images: [image],
  tokens: { prompt: 40, completion: 12 },
  stopReason: 'stop' as const,
  timings: { waitMs: 1, encodeMs: 2, firstTokenMs: 3, decodeMs: 4, totalMs: 10 },
});

/** Straight into the folder: 150,000 durable writes would take longer than what is measured. */
async function write(key: string, record: object): Promise<void> {
  const path = join(folder.path, key);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(record)}\n`);
}

async function addStudy(study: string, read: boolean): Promise<void> {
  const ref = { tenant, study };
  await write(keys.studyKey(ref), { ...ref, receivedAt: now, source: 'dimse', priority: 'routine' });
  const about = { study, revision: 1, createdAt: now, priority: 'routine', instances: [image.sop], refusals: [] };
  await write(keys.revisionKey(ref, 1), { ...about, images: [image] });
  if (read) await write(keys.resultKey(ref, 1, digest), result(study));
}

async function memory(): Promise<{ heap: number; resident: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = (name: string) => Number(new RegExp(`^${name}\\{[^}]*\\} (.+)$`, 'm').exec(text)?.[1]) / 2 ** 20;
  return { heap: value('nodejs_heap_size_used_bytes'), resident: value('process_resident_memory_bytes') };
}

const peaks: Record<string, { heap: number; resident: number }> = {};
let stage = 'before';
let watching = true;
async function watch(): Promise<void> {
  while (watching) {
    const { heap, resident } = await memory().catch(() => ({ heap: 0, resident: 0 }));
    const peak = peaks[stage] ?? { heap: 0, resident: 0 };
    peaks[stage] = { heap: Math.max(peak.heap, heap), resident: Math.max(peak.resident, resident) };
    await sleep(100);
  }
}

try {
  for (
    let tries = 0;
    tries < 200 &&
    !(await fetch(`${url}/readyz`).then(
      (one) => one.ok,
      () => false,
    ));
    tries++
  )
    await sleep(100);
  const { key } = await issueKey(storage, { tenant, name: 'bench' });
  await putCurrentBundle(storage, { digest, name: 'demo', version: '1' });
  const headers = { authorization: `Bearer ${key}` };
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { ...init, headers: { ...headers, ...init.headers } });

  const studies = Array.from({ length: items }, newUid);
  for (let at = 0; at < items; at += 100) {
    await Promise.all(studies.slice(at, at + 100).map((study, i) => addStudy(study, at + i >= unread)));
  }
  const watcher = watch();
  await sleep(1_000);

  stage = 'upload and validation';
  const started = performance.now();
  const body = Readable.from(
    studies.map((study, i) => `${JSON.stringify({ custom_id: `study-${i}`, study })}\n`),
    { objectMode: false },
  );
  const init = {
    method: 'POST',
    body: Readable.toWeb(body),
    duplex: 'half',
    headers: { 'content-type': 'application/jsonl' },
  };
  const { id } = (await (await ask('/v1/batches', init as never)).json()) as { id: string };
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the API
  const batch = async (): Promise<any> => (await ask(`/v1/batches/${id}`)).json();
  const until = async (status: string) => {
    while ((await batch()).status !== status) await sleep(250);
  };
  await until('in_progress');
  const validated = performance.now();

  stage = 'running';
  for (let at = 0; at < unread; at += 20) {
    await Promise.all(
      studies.slice(at, at + 20).map(async (study) => {
        await store.putResult(result(study));
        const view = await viewStudy(store, { tenant, study });
        const event = view && endEvent(view);
        if (event) await announce(store, queues, event);
      }),
    );
  }
  await until('completed');
  const completed = performance.now();

  stage = 'output';
  let lines = 0;
  for await (const chunk of (await ask(`/v1/batches/${id}/output`)).body as never as AsyncIterable<Uint8Array>) {
    for (const byte of chunk) if (byte === 10) lines++;
  }
  const read = performance.now();
  watching = false;
  await watcher;

  const { request_counts: counts } = await batch();
  if (counts.completed !== items || lines !== items) throw new Error(`${JSON.stringify(counts)}, ${lines} lines`);
  const seconds = {
    validation: (validated - started) / 1_000,
    running: (completed - validated) / 1_000,
    output: (read - completed) / 1_000,
  };
  if (json) console.log(JSON.stringify({ bench: 'batches', items, unread, seconds, peaksMiB: peaks }));
  else {
    console.log(
      `batch of ${items} studies, ${unread} of them unread; the gateway's memory in MiB, its heap held to ${heapMiB}`,
    );
    for (const [name, { heap, resident }] of Object.entries(peaks)) {
      console.log(
        `  ${name.padEnd(22)} heap at most ${heap.toFixed(0).padStart(4)}, resident at most ${resident.toFixed(0).padStart(4)}`,
      );
    }
    console.log(
      `  seconds: ${Object.entries(seconds)
        .map(([name, s]) => `${name} ${s.toFixed(1)}`)
        .join(', ')}`,
    );
  }
} finally {
  watching = false;
  const ended = once(gateway, 'exit');
  gateway.kill();
  await ended;
  await queues.close();
  redis.disconnect();
  await redisServer.stop();
  await folder.remove();
}
