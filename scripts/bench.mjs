// `pnpm bench [NAME] [--json]`: runs one benchmark, or one after another all that need nothing installed.
import { spawnSync } from 'node:child_process';

const benches = {
  batches: 'test/bench/batches.bench.ts',
  compare: 'services/llm/bench/compare.bench.ts',
  cores: 'services/llm/bench/cores.bench.ts',
  deliveries: 'test/bench/deliveries.bench.ts',
  decode: 'services/llm/bench/decode.bench.ts',
  'decode-images': 'packages/dicom/bench/decode-images.bench.ts',
  encoder: 'services/encoder/bench/encoder.bench.ts',
  intake: 'services/ingest/bench/intake.bench.ts',
  fuzz: 'packages/dicom/bench/fuzz.bench.ts',
  'fuzz-dimse': 'services/ingest/bench/fuzz-dimse.bench.ts',
  pipeline: 'test/bench/pipeline.bench.ts',
  reads: 'test/bench/reads.bench.ts',
  serve: 'services/llm/bench/serve.bench.ts',
};

// Peers are installed only for one who asks for them.
const byNameOnly = ['compare', 'intake'];

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const unknown = names.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. Known: ${Object.keys(benches).join(', ')}.`);
  process.exit(1);
}
// As the services are started.
const env = { MALLOC_ARENA_MAX: '2', ...process.env };
let failed = 0;
const usual = Object.keys(benches).filter((name) => !byNameOnly.includes(name));
for (const name of names.length > 0 ? names : usual) {
  const { status } = spawnSync(process.execPath, ['--expose-gc', benches[name], ...options], { stdio: 'inherit', env });
  if (status !== 0) failed++;
}
process.exitCode = failed > 0 ? 1 : 0;
