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

/**
 * `GET` of summaries a second through the gateway, against a bare Fastify + ioredis route that sends the same bodies; and
 * the processor time that each of the two processes takes for one, which a busy machine changes less. `--rounds=N`.
 */

const studies = 1_000;
const rounds = Number(optionOf('rounds') ?? 5);
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

function optionOf(name: string): string | undefined {
  const start = `--${name}=`;
  return process.argv.find((argument) => argument.startsWith(start))?.slice(start.length);
}

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

interface Side {
  readonly port: number;
  /** Processor time of the process since its start, user and system, in microseconds. */
  cpuUs(): Promise<number>;
}

async function startGateway(): Promise<Side> {
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
  const cpuUs = async () => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return Number(/^process_cpu_seconds_total\{[^}]*\} (.+)$/m.exec(text)?.[1]) * 1e6;
  };
  return { port, cpuUs };
}

async function startBare(): Promise<Side> {
  const port = await freePort();
  const script = fileURLToPath(new URL('bare-route.ts', import.meta.url));
  const child = fork(script, [redisServer.url, String(port)], { execArgv: [] });
  children.push(child);
  await once(child, 'message');
  const cpuUs = async () => {
    child.send('cpu');
    return Number((await once(child, 'message'))[0]);
  };
  return { port, cpuUs };
}

/** `--profile=FOLDER` leaves a processor profile of the gateway there. */
function execArgv(): string[] {
  const target = optionOf('profile');
  return target === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${target}`];
}

async function endChildren(): Promise<void> {
  for (const child of children) {
    if (child.exitCode !== null) continue;
    child.disconnect();
    await once(child, 'exit');
  }
}

interface Measured {
  readonly perSecond: number;
  /** For one read. */
  readonly cpuUs: number;
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
    const body = await (await fetch(`http://127.0.0.1:${gateway.port}${path}`, { headers })).text();
    await redis.set(`summary:${ids[i]}`, body);
  }
  const measure = async ({ port, cpuUs }: Side): Promise<Measured> => {
    const before = await cpuUs();
    const perSecond = await readsPerSecond({ port, paths, headers, connections, seconds });
    return { perSecond, cpuUs: ((await cpuUs()) - before) / (perSecond * seconds) };
  };
  // The compilers inside each process need some time until they have done their work.
  for (const side of [gateway, bare]) await measure(side);
  const measured: { ours: Measured; bare: Measured }[] = [];
  for (let round = 0; round < rounds; round++) {
    measured.push({ ours: await measure(gateway), bare: await measure(bare) });
  }
  const ratio = median(measured.map((one) => one.ours.perSecond / one.bare.perSecond));
  const cpuRatio = median(measured.map((one) => one.bare.cpuUs / one.ours.cpuUs));
  const line = (what: string, side: 'ours' | 'bare') => {
    const [perSecond, cpuUs] = (['perSecond', 'cpuUs'] as const).map((name) =>
      median(measured.map((one) => one[side][name])),
    );
    return `| ${what} | ${perSecond?.toFixed(0)} | ${cpuUs?.toFixed(0)} |`;
  };
  console.log(`
reads: ${studies} summaries of ${(await redis.strlen(`summary:${ids[0]}`)).toLocaleString('en')} bytes, ${connections} connections, ${rounds} rounds of ${seconds} s

| what | reads/s, median | processor time of the process for one, µs |
|---|---|---|
${line('gateway', 'ours')}
${line('bare Fastify + ioredis', 'bare')}
| ratio | ${ratio.toFixed(3)} | ${cpuRatio.toFixed(3)} |
`);
  if (json) {
    const lines = [
      { what: 'reads a second ÷ bare route', value: ratio, atLeast: 0.5 },
      { what: 'processor time of the bare route for one ÷ of the gateway', value: cpuRatio },
    ];
    console.log(JSON.stringify({ bench: 'reads', lines }));
  }
} finally {
  await endChildren();
  redis.disconnect();
  await redisServer.stop();
  await folder.remove();
}
