import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { issueKey } from '@wetread/accounts';
import { newUid } from '@wetread/contracts';
import { root } from '@wetread/stack';
import { openStorage } from '@wetread/storage';
import { type ResultRecord, rowOf, StudyIndex, StudyStore, viewStudy } from '@wetread/studies';
import { freePort, startRedis, tempFolder, waitFor } from '@wetread/testing';
import { Redis } from 'ioredis';
import { readsPerSecond } from './reader.ts';

/** `GET` of summaries a second through the gateway, against a bare Fastify + ioredis route that sends the same bodies. */

const studies = 1_000;
const rounds = 5;
const seconds = 4;
const connections = 32;
const json = process.argv.includes('--json');
const tenant = 'local';

const folder = await tempFolder('reads');
const redisServer = await startRedis();
const redis = new Redis(redisServer.url);
const storageUrl = `file://${folder.path}`;
const storage = await openStorage(storageUrl);
const store = new StudyStore(storage);
const children: ChildProcess[] = [];

/** A study as it lies in storage after it was read. */
async function putStudy(): Promise<string> {
  const ref = { tenant, study: newUid() };
  const now = new Date().toISOString();
  const image = { sop: newUid(), series: newUid(), sha256: 'ab'.repeat(32), view: 'frontal' as const, render: 'r.png' };
  await store.putStudy({ ...ref, receivedAt: now, source: 'stow', priority: 'routine' });
  const { render: _, ...instance } = image;
  const size = { width: 512, height: 512, bytes: 500_000 };
  await store.putInstance(ref, { ...instance, ...size, format: 'dicom', receivedAt: now });
  const revision = { study: ref.study, revision: 1, createdAt: now, priority: 'routine' as const, refusals: [] };
  await store.putRevision(ref, { ...revision, instances: [image.sop], images: [image] });
  await store.putResult(resultOf(ref, image, now));
  const view = await viewStudy(store, ref);
  if (view) await new StudyIndex(redis).put(rowOf(view));
  return ref.study;
}

const resultOf = (
  ref: { tenant: string; study: string },
  image: ResultRecord['images'][0],
  now: string,
): ResultRecord => ({
  ...ref,
  id: `res_${'0'.repeat(32)}`,
  revision: 1,
  createdAt: now,
  text: `Findings: ${'The lungs are clear. '.repeat(15)} Impression: No acute finding.`,
  findings: 'The lungs are clear. '.repeat(15).trim(),
  impression: 'No acute finding.',
  preliminary: true,
  machineMade: true,
  notice: 'Preliminary machine reading. Not a diagnosis; a clinician must review it.',
  bundle: { name: 'demo', version: '1', digest: 'cd'.repeat(32) },
  prompt: { system: 'You are a helpful healthcare virtual assistant.', template: 'xraygpt', question: 'Findings?' },
  decoding: { engine: 'onnx', temperature: 0, topP: 0.9, repetitionPenalty: 1, maxNewTokens: 300, seed: null },
  images: [image],
  tokens: { prompt: 40, completion: 90 },
  stopReason: 'stop',
  timings: { waitMs: 1, encodeMs: 2, firstTokenMs: 3, decodeMs: 4, totalMs: 10 },
});

async function startGateway(): Promise<number> {
  const port = await freePort();
  const main = join(root, 'services', 'gateway', 'dist', 'main.js');
  const env = {
    ...process.env,
    STORAGE_URL: storageUrl,
    REDIS_URL: redisServer.url,
    HOST: '127.0.0.1',
    HTTP_PORT: String(port),
    LOG_LEVEL: 'warn',
    // One tenant asks for everything here.
    LIMIT_REQUESTS_PER_MINUTE: '100000000',
    WEBHOOK_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
  children.push(fork(main, { env, execArgv: execArgv() }));
  await waitFor(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, { timeoutMs: 30_000 });
  return port;
}

async function startBare(): Promise<number> {
  const port = await freePort();
  const script = fileURLToPath(new URL('bare-route.ts', import.meta.url));
  const child = fork(script, [redisServer.url, String(port)], { execArgv: [] });
  children.push(child);
  await once(child, 'message');
  return port;
}

/** `--profile=FOLDER` leaves a processor profile of the gateway there. */
function execArgv(): string[] {
  const target = process.argv.find((argument) => argument.startsWith('--profile='))?.slice('--profile='.length);
  return target === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${target}`];
}

async function endChildren(): Promise<void> {
  for (const child of children) {
    if (child.exitCode !== null) continue;
    child.disconnect();
    await once(child, 'exit');
  }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

try {
  const { key } = await issueKey(storage, { tenant, name: 'bench' });
  const ids: string[] = [];
  for (let i = 0; i < studies; i++) ids.push(await putStudy());
  const paths = ids.map((id) => `/v1/studies/${id}/summary`);
  const headers = { authorization: `Bearer ${key}`, accept: 'application/json' };
  const [gateway, bare] = [await startGateway(), await startBare()];
  for (const [i, path] of paths.entries()) {
    const body = await (await fetch(`http://127.0.0.1:${gateway}${path}`, { headers })).text();
    await redis.set(`summary:${ids[i]}`, body);
  }
  const measure = (port: number) => readsPerSecond({ port, paths, headers, connections, seconds });
  // The compilers inside each process need some time until they have done their work.
  for (const port of [gateway, bare]) await measure(port);
  const measured: { ours: number; bare: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    measured.push({ ours: await measure(gateway), bare: await measure(bare) });
  }
  const ratio = median(measured.map((one) => one.ours / one.bare));
  console.log(`
reads: ${studies} summaries of ${(await redis.strlen(`summary:${ids[0]}`)).toLocaleString('en')} bytes, ${connections} connections, ${rounds} rounds of ${seconds} s

| what | reads/s, median |
|---|---|
| gateway | ${median(measured.map((one) => one.ours)).toFixed(0)} |
| bare Fastify + ioredis | ${median(measured.map((one) => one.bare)).toFixed(0)} |
| ratio | ${ratio.toFixed(3)} |
`);
  if (json) {
    console.log(
      JSON.stringify({ bench: 'reads', lines: [{ what: 'reads a second ÷ bare route', value: ratio, atLeast: 0.5 }] }),
    );
  }
} finally {
  await endChildren();
  redis.disconnect();
  await redisServer.stop();
  await folder.remove();
}
