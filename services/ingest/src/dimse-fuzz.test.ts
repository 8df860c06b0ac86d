import { type RedisServer, startRedis } from '@wetread/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fuzzDimse, fuzzedEnv } from './fixtures/dimse-fuzz.ts';
import { IngestProcess } from './fixtures/ingest-process.ts';

/** More of them is `npm run bench -- fuzz-dimse`; FUZZ_COUNT and FUZZ_SEED ask for other runs of it here. */
const count = Number(process.env.FUZZ_COUNT ?? 1_000);
const seed = Number(process.env.FUZZ_SEED ?? 42);

let redis: RedisServer;
let ingest: IngestProcess;
beforeAll(async () => {
  redis = await startRedis({ sync: 'everysec' });
  ingest = await IngestProcess.start(redis.url, fuzzedEnv);
});
afterAll(async () => {
  await ingest.remove();
  await redis.stop();
});

it.runIf(process.platform === 'linux')(
  `${count} spoiled associations of seed ${seed} end, leave no part of an instance, and hurt nobody else`,
  async () => {
    const { pid } = ingest;
    // On a busy machine all takes longer; the benchmark holds it against five seconds.
    const report = await fuzzDimse(ingest, { count, seed, longestMs: 60_000 });
    console.log(`dimse fuzz: ${JSON.stringify(report)}`);
    expect(report.faults).toEqual([]);
    expect(report.streams).toBe(count);
    for (const end of ['rejected', 'aborted', 'released', 'closed']) {
      expect(report.ends[end]).toBeGreaterThan(count / 100);
    }
    // Some are stored, and of the others some are refused one by one.
    expect(report.statuses['0000']).toBeGreaterThan(count / 50);
    expect(Object.keys(report.statuses).length).toBeGreaterThan(1);
    expect(report.grownMb).toBeLessThan(400);
    expect(ingest.pid).toBe(pid);
    expect(await ingest.end('SIGTERM')).toBe(0);
  },
  300_000,
);
