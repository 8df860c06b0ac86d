import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { bareDecode } from '../../../test/bench/bare.ts';
import { growthPicture } from './growth-picture.ts';
import {
  endlessBundle,
  type Line,
  median,
  mixedRequests,
  openDecoder,
  report,
  runAll,
  seconds,
  tokensOf,
} from './requests.ts';

/**
 * Continuous batching of 16 requests of mixed length against the same work one request at a time and against a bare loop
 * of fixed batches of 16 on the same graph. The sides take turns, and the median of the rounds' ratios counts.
 * `--growth` prints tokens a second over the number of requests in flight and writes `docs/img/decode-growth.svg`.
 */
const IN_FLIGHT = 16;
const REQUESTS = 64;
const ROUNDS = 5;

const bundle = await endlessBundle();
const requests = await mixedRequests(bundle, REQUESTS);
const few = requests.slice(0, IN_FLIGHT);
const answers = requests.map(({ promptIds, maxNewTokens }) => ({ prompt: promptIds.length, completion: maxNewTokens }));
const decoder = await openDecoder(bundle, { maxBatch: IN_FLIGHT });
const { name, decoder: spec } = bundle.manifest;
console.log(`${name}: ${spec.layers} layers × ${spec.width}, vocabulary ${spec.vocab}, ${spec.weights}`);
console.log(
  `${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.version}; median of ${ROUNDS} rounds`,
);

const rates = { engine: [] as number[], bare: [] as number[], together: [] as number[], alone: [] as number[] };
await runAll(decoder, few, IN_FLIGHT);
for (let round = 0; round < ROUNDS; round++) {
  rates.engine.push(tokensOf(requests) / (await seconds(() => runAll(decoder, requests, IN_FLIGHT))));
  rates.bare.push(tokensOf(requests) / (await bareDecode(bundle, answers, IN_FLIGHT)).seconds);
  rates.together.push(tokensOf(few) / (await seconds(() => runAll(decoder, few, IN_FLIGHT))));
  rates.alone.push(tokensOf(few) / (await seconds(() => runAll(decoder, few, 1))));
}
await decoder.close();

console.table({
  [`${REQUESTS} requests, ${IN_FLIGHT} in flight`]: { 'tokens/s': Math.round(median(rates.engine)) },
  [`bare loop, batches of ${IN_FLIGHT} of like length`]: { 'tokens/s': Math.round(median(rates.bare)) },
  [`${IN_FLIGHT} requests at once`]: { 'tokens/s': Math.round(median(rates.together)) },
  'the same one at a time': { 'tokens/s': Math.round(median(rates.alone)) },
});
const ratio = (over: readonly number[], under: readonly number[]) =>
  median(over.map((rate, i) => rate / (under[i] ?? 0)));
const lines: Line[] = [
  {
    what: '16 in flight ÷ a bare loop of fixed batches of 16, tokens/s',
    value: ratio(rates.engine, rates.bare),
    atLeast: 0.85,
  },
  { what: '16 at once ÷ one at a time, tokens/s', value: ratio(rates.together, rates.alone), atLeast: 4 },
];
report('decode', lines);
if (process.argv.includes('--growth')) await growth();

async function growth(): Promise<void> {
  const points: { inFlight: number; rate: number }[] = [];
  for (let inFlight = 1; inFlight <= 64; inFlight *= 2) {
    const engine = await openDecoder(bundle, { maxBatch: inFlight });
    const work = requests.slice(0, Math.max(16, inFlight));
    await runAll(engine, work.slice(0, inFlight), inFlight);
    points.push({ inFlight, rate: tokensOf(work) / (await seconds(() => runAll(engine, work, inFlight))) });
    await engine.close();
  }
  console.table(Object.fromEntries(points.map(({ inFlight, rate }) => [inFlight, { 'tokens/s': Math.round(rate) }])));
  writeFileSync(new URL('../../../docs/img/decode-growth.svg', import.meta.url), growthPicture(points));
}
