import { startRedis } from '@wetread/testing';
import { fuzzDimse, fuzzedEnv } from '../src/fixtures/dimse-fuzz.ts';
import { IngestProcess } from '../src/fixtures/ingest-process.ts';

/** Spoiled DICOM associations against a running service: `npm run bench -- fuzz-dimse`, with FUZZ_COUNT and FUZZ_SEED. */

const count = Number(process.env.FUZZ_COUNT ?? 5_000);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
/** With half a second of patience for the silent. */
const LONGEST_MS = 5_000;
const MOST_MB = 400;

const redis = await startRedis({ sync: 'everysec' });
const ingest = await IngestProcess.start(redis.url, fuzzedEnv);
const report = await fuzzDimse(ingest, { count, seed, longestMs: LONGEST_MS });
await ingest.remove();
await redis.stop();

if (process.argv.includes('--json')) console.log(JSON.stringify({ bench: 'fuzz-dimse', ...report }));
else {
  console.log(`fuzz-dimse: ${report.streams} spoiled associations of seed ${seed}`);
  for (const [what, times] of Object.entries(report.ends)) console.log(`  ${String(times).padStart(6)}  ${what}`);
  for (const [status, times] of Object.entries(report.statuses)) {
    console.log(`  ${String(times).padStart(6)}  C-STORE answered with 0x${status}`);
  }
  console.log(`  slowest ${report.slowestMs} ms, memory at most ${report.grownMb} MB above the start`);
  for (const fault of report.faults) console.log(`  FAULT ${fault}`);
}
process.exitCode = report.faults.length > 0 || report.grownMb > MOST_MB ? 1 : 0;
