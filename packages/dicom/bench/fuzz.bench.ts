import { fuzz } from '../src/fixtures/fuzz.ts';

/** Mutated DICOM files through header, admission and render threads: `npm run bench -- fuzz`, with FUZZ_COUNT and FUZZ_SEED. */

const count = Number(process.env['FUZZ_COUNT'] ?? 5_000);
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);

/** With two threads and three files at once. */
const MOST_MB = 1_024;

const startedAt = performance.now();
const report = await fuzz(count, seed);
const seconds = (performance.now() - startedAt) / 1_000;
if (process.argv.includes('--json')) console.log(JSON.stringify({ bench: 'fuzz', ...report, seconds }));
else {
  console.log(`fuzz: ${report.files} mutated files of seed ${seed} in ${seconds.toFixed(0)} s`);
  for (const [end, times] of Object.entries(report.ends)) console.log(`  ${String(times).padStart(6)}  ${end}`);
  console.log(`  slowest ${report.slowestMs.toFixed(0)} ms, memory at most ${report.grownMb} MB above the start`);
  for (const fault of report.faults) console.log(`  FAULT ${fault}`);
}
process.exitCode = report.faults.length > 0 || report.grownMb > MOST_MB ? 1 : 0;
