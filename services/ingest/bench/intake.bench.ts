import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpuSeconds, freePort, inspectable, memoryOf, residentMb, startRedis, tempFolder } from '@wetread/testing';
import { IngestProcess } from '../src/fixtures/ingest-process.ts';
import { Orthanc, obtainOrthanc } from './orthanc.ts';
import type { Order, Sent, Target } from './sender.process.ts';

/**
 * Instances a second by C-STORE and by STOW-RS, uncompressed computed radiographs of 4 MB over four connections, against
 * Orthanc with the same files from the same sender, in turns; and the memory of ingest: resident, and what is held after a
 * forced collection. Intake alone is timed: a quiet time longer than the run keeps rendering out of it, which follows an
 * acknowledgement in any case.
 */

const { argv } = process;
const each = argv.includes('--full') ? 2_000 : argv.includes('--short') ? 120 : 480;
/** Odd, for the middle one. */
const turns = argv.includes('--short') ? 3 : 5;
const many = argv.includes('--short') ? 2_000 : 10_000;
const early = many / 10;
const connections = 4;
const large = { width: 1_400, height: 1_500 };
const small = { width: 128, height: 128 };
const ways = ['C-STORE', 'STOW-RS'] as const;
const MB = 1e6;
/** For what is held. What is resident also has how V8 and malloc divide their pages. */
const MOST_GROWTH = 1.05;
const MOST_RESIDENT_GROWTH = 1.2;

if (!obtainOrthanc()) {
  console.error('Orthanc and its DICOMweb plugin are not installed: apt install orthanc orthanc-dicomweb');
  process.exit(1);
}

const folder = await tempFolder('intake-bench');
const redis = await startRedis({ sync: 'everysec' });
const hour = String(3_600_000);
const inspector = await freePort();
const ingest = await IngestProcess.start(redis.url, {
  QUIET_MS: hour,
  STUCK_MS: hour,
  RECONCILE_EVERY_MS: '15000',
  JOB_LOCK_MS: '30000',
  MAX_PENDING_STUDIES: '1000000',
  LIMIT_QUEUED_STUDIES: '1000000',
  NODE_OPTIONS: inspectable(inspector),
});
await mkdir(join(folder.path, 'orthanc'));
const orthanc = await Orthanc.start(join(folder.path, 'orthanc'));
const sender = fork(fileURLToPath(new URL('./sender.process.ts', import.meta.url)));

const ours = (way: Target['way']): Target => {
  const { dicomPort: port, url, key } = ingest;
  return { way, port, called: 'WETREAD', url: `${url}/dicomweb/studies`, key };
};

let seed = 0;
/** @returns seconds */
async function send(by: ChildProcess, order: Omit<Order, 'seed' | 'connections'>): Promise<number> {
  by.send({ ...order, seed: ++seed, connections } satisfies Order);
  const [{ seconds, failed }] = (await once(by, 'message')) as [Sent];
  if (seconds === undefined) throw new Error(failed);
  return seconds;
}

/** Seconds, and processor milliseconds of the receiver for one instance. */
async function timed(pid: number, target: Target, count: number): Promise<Round> {
  const before = cpuSeconds(pid);
  const seconds = await send(sender, { target, size: large, count });
  return { seconds, cpuMs: (1_000 * (cpuSeconds(pid) - before)) / count };
}

interface Round {
  readonly seconds: number;
  readonly cpuMs: number;
}

/** Instances a second of both, and the median of the ratios of their turns, which follow one another at once. */
async function compare(way: Target['way']) {
  const count = Math.ceil(each / turns);
  const rounds: { ours: Round; theirs: Round }[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const oursFirst = turn % 2 === 0;
    const timeOurs = () => timed(ingest.pid, ours(way), count);
    const timeTheirs = () => timed(orthanc.pid, orthanc.target(way), count);
    const first = await (oursFirst ? timeOurs() : timeTheirs());
    const second = await (oursFirst ? timeTheirs() : timeOurs());
    rounds.push(oursFirst ? { ours: first, theirs: second } : { ours: second, theirs: first });
  }
  const total = (which: keyof (typeof rounds)[number], what: keyof Round) =>
    rounds.reduce((sum, round) => sum + round[which][what], 0);
  const ratios = rounds.map(({ ours, theirs }) => theirs.seconds / ours.seconds).sort((a, b) => a - b);
  return {
    way,
    ours: (count * turns) / total('ours', 'seconds'),
    theirs: (count * turns) / total('theirs', 'seconds'),
    cpuMs: total('ours', 'cpuMs') / turns,
    theirCpuMs: total('theirs', 'cpuMs') / turns,
    ratio: ratios[Math.floor(ratios.length / 2)] as number,
    ratios: ratios.map((ratio) => ratio.toFixed(2)).join(' '),
  };
}

try {
  // Compilers and caches of both.
  for (const way of ways) {
    for (const target of [ours(way), orthanc.target(way)]) await send(sender, { target, size: small, count: 40 });
  }
  const idleMb = residentMb(ingest.pid);
  let peakMb = idleMb;
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, residentMb(ingest.pid));
  }, 100);
  const speeds = [];
  for (const way of ways) speeds.push(await compare(way));
  clearInterval(watch);
  await send(sender, { target: ours('C-STORE'), size: small, count: early });
  const before = await memoryOf(ingest.pid, inspector);
  const seconds = await send(sender, { target: ours('C-STORE'), size: small, count: many - early });
  const after = await memoryOf(ingest.pid, inspector);
  const growth = (what: keyof typeof after) => Number((after[what] / before[what]).toFixed(2));
  console.log(`
intake: ${each} instances of ${((2 * large.width * large.height) / MB).toFixed(1)} MB each way and receiver in ${turns} turns, ${connections} connections; Orthanc ${await orthanc.version()} as configured by default

| way | ours, instances/s | Orthanc, instances/s | processor ms of one, ours | Orthanc | ratio | ratios of the turns |
|---|---|---|---|---|---|---|
${speeds.map((each) => `| ${each.way} | ${each.ours.toFixed(1)} | ${each.theirs.toFixed(1)} | ${each.cpuMs.toFixed(1)} | ${each.theirCpuMs.toFixed(1)} | ${each.ratio.toFixed(2)} | ${each.ratios} |`).join('\n')}

resident memory: ${idleMb.toFixed(0)} MB idle, ${peakMb.toFixed(0)} MB at most under this load;
after ${early} more of ${small.width} × ${small.height}: ${before.held.toFixed(0)} MB held, ${before.resident.toFixed(0)} resident;
after ${many}: ${after.held.toFixed(0)} held, ${after.resident.toFixed(0)} resident (${((many - early) / seconds).toFixed(0)} a second)
`);
  if (argv.includes('--json')) {
    const lines = [
      ...speeds.map(({ way, ratio }) => ({
        what: `${way}: instances a second ÷ Orthanc`,
        value: Number(ratio.toFixed(2)),
        atLeast: 1,
      })),
      { what: 'memory above idle under that load, MB', value: Math.round(peakMb - idleMb), atMost: 400 },
      {
        what: `memory held after ${many} instances ÷ after ${early}`,
        value: growth('held'),
        atMost: MOST_GROWTH,
      },
      {
        what: `resident memory after ${many} instances ÷ after ${early}`,
        value: growth('resident'),
        atMost: MOST_RESIDENT_GROWTH,
      },
    ];
    console.log(JSON.stringify({ bench: 'intake', lines }));
  }
} finally {
  sender.kill();
  await orthanc.stop();
  await ingest.remove();
  await redis.stop();
  await folder.remove();
}
