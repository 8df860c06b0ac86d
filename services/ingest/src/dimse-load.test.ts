import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newUid } from '@wetread/contracts';
import { viewStudy } from '@wetread/studies';
import {
  dicomFile,
  type RedisServer,
  startRedis,
  syntheticRadiograph,
  type TempFolder,
  tempFolder,
} from '@wetread/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendDicom, store } from './fixtures/dicom-sender.ts';
import { IngestProcess } from './fixtures/ingest-process.ts';

let redis: RedisServer;
let folder: TempFolder;
let ingest: IngestProcess;
beforeAll(async () => {
  redis = await startRedis();
  folder = await tempFolder('dimse-load');
  ingest = await IngestProcess.start(redis.url, { QUIET_MS: '3600000', STUCK_MS: '3600000' });
});
afterAll(async () => {
  await ingest.remove();
  await redis.stop();
  await folder.remove();
});

const MiB = 1024 * 1024;
const linux = process.platform === 'linux';
const dcmtk = spawnSync('storescu', ['--version']).status === 0;
if (!dcmtk) console.log('dcmtk is not installed: several associations at once were NOT tried with storescu.');

async function residentBytes(): Promise<number> {
  const status = await readFile(`/proc/${ingest.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

async function countStored(): Promise<number> {
  let stored = 0;
  for await (const { key } of ingest.store.storage.list('tenants/')) stored += Number(key.endsWith('.dcm'));
  return stored;
}

it.runIf(linux && dcmtk)(
  'four associations with 400 MB at once: memory stays bounded (I6)',
  { timeout: 300_000 },
  async () => {
    const path = join(folder.path, 'a.dcm');
    const image = syntheticRadiograph({ width: 1600, height: 1600, bits: 12 });
    await writeFile(path, await dicomFile({ image }));
    const before = await residentBytes();
    let peak = before;
    const watch = setInterval(async () => {
      peak = Math.max(peak, await residentBytes().catch(() => 0));
    }, 100);
    // Each its own instances, each time new ones.
    const args = [
      '--repeat',
      '20',
      '--invent-instance',
      '-aec',
      'WETREAD',
      '127.0.0.1',
      String(ingest.dicomPort),
      path,
    ];
    const senders = Array.from({ length: 4 }, () => spawn('storescu', args, { stdio: 'ignore' }));
    const exits = await Promise.all(senders.map(async (sender) => (await once(sender, 'exit'))[0]));
    clearInterval(watch);
    expect(exits).toEqual([0, 0, 0, 0]);
    expect(await countStored()).toBe(80);
    expect(peak - before).toBeLessThan(300 * MiB);
  },
);

it.runIf(linux)(
  'with the disk full the answer is 0xA700, nothing is left of it, and it is taken when there is room',
  async () => {
    const limit = (bytes: string) =>
      spawnSync('prlimit', ['--pid', String(ingest.pid), `--fsize=${bytes}:unlimited`]).status;
    const study = newUid();
    const image = syntheticRadiograph({ width: 700, height: 700, seed: 3 });
    const bytes = await dicomFile({ studyUid: study, image, bitsStored: 8 });
    const send = async () =>
      (await sendDicom(ingest.dicomPort, [await store(bytes)])).answers.map(({ status }) => status);
    const before = await countStored();
    // A limit on the size of files stands for a full disk: the write fails in the middle.
    expect(limit('100000')).toBe(0);
    expect(await send()).toEqual([0xa700]);
    expect(await countStored()).toBe(before);
    expect(await readdir(ingest.folders.spool)).toEqual([]);
    expect(limit('unlimited')).toBe(0);
    expect(await send()).toEqual([0]);
    expect(await viewStudy(ingest.store, { tenant: 'north', study })).toMatchObject({ instances: [{}] });
  },
);
