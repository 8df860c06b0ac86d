import { join } from 'node:path';
import { root } from '@wetread/stack';
import type { Memory } from '@wetread/testing';
import type { Spent } from './bare.ts';
import { DECODE_BATCH, type Measured, measure, type Plan } from './pipeline/measure.ts';
import { type Service, services } from './pipeline/processes.ts';
import { sizedBundle } from './sized-bundle.ts';

/**
 * Studies a second through the whole system, against the bare compute of the same work; and memory over a night.
 *
 * With the demonstration bundle, and also with the one that BUNDLE_PATH names or, with `--sized`, with one of published size that is
 * made where it is missing. `--short` leaves the night out.
 */

const short = process.argv.includes('--short');
const json = process.argv.includes('--json');
const NIGHT = 2_000;
const MOST_GROWTH = 1.2;
// A study of a larger bundle computes for half a second: its night would take a quarter of an hour, and the services are the same.
const larger: Plan = { warmUp: 24, measured: 200 };
const demo: Plan = { warmUp: 300, measured: 200, night: short ? undefined : NIGHT };
const other = process.env.BUNDLE_PATH ?? (process.argv.includes('--sized') ? sizedBundle() : undefined);

const found = [await measure(join(root, 'models', 'demo'), demo)];
print(found[0] as Measured);
if (other !== undefined) {
  const second = await measure(other, larger);
  found.push(second);
  print(second);
}
if (json) console.log(JSON.stringify({ bench: 'pipeline', lines: found.flatMap(linesOf) }));

function print(measured: Measured): void {
  const { bundle, studies, tokens, seconds, cpuMs } = measured;
  const { encode, decode } = measured.bare;
  const bare = encode.seconds + decode.seconds;
  const cpu = Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0);
  const cpuOf = ({ cpuSeconds }: Spent) => ((cpuSeconds * 1000) / studies).toFixed(1);
  const { name, version } = bundle.manifest;
  console.log(`
pipeline: ${studies} studies, PNG 512×512, ${tokens} tokens, bundle ${name} ${version}

| what | seconds | studies/s | processor ms a study |
|---|---|---|---|
| whole system, first byte to last webhook | ${seconds.toFixed(2)} | ${(studies / seconds).toFixed(1)} | ${cpu.toFixed(1)} |
${Object.entries(cpuMs)
  .map(([process, ms]) => `| – ${process} | | | ${ms.toFixed(1)} |`)
  .join('\n')}
| bare encoder, batch ${encode.batch} | ${encode.seconds.toFixed(2)} | | ${cpuOf(encode)} |
| bare decoder, batch ${DECODE_BATCH} | ${decode.seconds.toFixed(2)} | | ${cpuOf(decode)} |
| bare, both | ${bare.toFixed(2)} | ${(studies / bare).toFixed(1)} | |
| **ratio** | | **${ratioOf(measured).toFixed(3)}** | |`);
  if (measured.night) printNight(measured.night);
}

function ratioOf({ bare, seconds }: Measured): number {
  return (bare.encode.seconds + bare.decode.seconds) / seconds;
}

function printNight({ studiesASecond, early, late }: NonNullable<Measured['night']>): void {
  const mb = (of: Memory, what: keyof Memory) => of[what].toFixed(0);
  console.log(`
the following studies: ${studiesASecond.toFixed(1)} a second

| memory, MB | held after 200 | after ${NIGHT} | resident after 200 | after ${NIGHT} |
|---|---|---|---|---|
${services
  .map((name) => [name, early[name], late[name]] as const)
  .map(
    ([name, a, b]) => `| ${name} | ${mb(a, 'held')} | ${mb(b, 'held')} | ${mb(a, 'resident')} | ${mb(b, 'resident')} |`,
  )
  .join('\n')}`);
}

function linesOf(measured: Measured) {
  const { bundle, night } = measured;
  const what = `studies a second ÷ bare compute, bundle ${bundle.manifest.name}`;
  const lines: object[] = [{ what, value: ratioOf(measured), atLeast: 0.7 }];
  if (!night) return lines;
  const growth = (field: keyof Memory) =>
    Math.max(...services.map((name: Service) => night.late[name][field] / night.early[name][field]));
  for (const [field, words] of [
    ['held', 'memory held'],
    ['resident', 'resident memory'],
  ] as const) {
    const of = `${words} after ${NIGHT} ÷ after 200, worst service`;
    lines.push({ what: of, value: growth(field), atMost: MOST_GROWTH });
  }
  return lines;
}
