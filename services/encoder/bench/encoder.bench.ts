import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Bundle, type GreyImage, loadBundle } from '@wetread/model';
import { syntheticRadiograph, toBytes } from '@wetread/testing';
import { Bare, type Layout } from './bare.ts';
import { Served } from './served.ts';

/**
 * Images a second through gRPC against the bare session at its best batch, on the same decoded pixels with the same
 * preprocessing on the same number of threads. The two take turns, and the median of the rounds' ratios counts.
 */

const IMAGES = 192;
const SIDE = 512;
const BATCHES = [1, 2, 4, 8, 16];
const ROUNDS = 7;
/** Images of one call, as the llm service asks for them. */
const PER_CALL = 1;
const AT_LEAST = 0.9;

const images: GreyImage[] = Array.from({ length: IMAGES }, (_, seed) => {
  const drawn = syntheticRadiograph({ width: SIDE, height: SIDE, seed: seed % 16 });
  return { width: SIDE, height: SIDE, pixels: toBytes(drawn) };
});

/** Images a second of one pass. */
async function rate(pass: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await pass();
  return IMAGES / ((performance.now() - startedAt) / 1000);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function bestBatch(bare: Bare): Promise<{ batch: number; rates: Record<number, number> }> {
  const rates: Record<number, number> = {};
  for (const batch of BATCHES) {
    await bare.encodeAll(batch);
    rates[batch] = median([
      await rate(() => bare.encodeAll(batch)),
      await rate(() => bare.encodeAll(batch)),
      await rate(() => bare.encodeAll(batch)),
    ]);
  }
  const batch = BATCHES.reduce((best, next) => ((rates[next] ?? 0) > (rates[best] ?? 0) ? next : best));
  return { batch, rates };
}

async function compare(bundle: Bundle, layout: Layout) {
  const bare = await Bare.start(bundle, images, layout);
  const { batch, rates } = await bestBatch(bare);
  const served = await Served.start(bundle, layout, batch, IMAGES);
  try {
    for (let warm = 0; warm < 2; warm++) await served.encodeAll(images, PER_CALL);
    const rounds: { bare: number; served: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({
        bare: await rate(() => bare.encodeAll(batch)),
        served: await rate(() => served.encodeAll(images, PER_CALL)),
      });
    }
    return { batch, rates, rounds };
  } finally {
    await Promise.all([bare.stop(), served.stop()]);
  }
}

const bundle = await loadBundle(fileURLToPath(new URL('../../../models/demo', import.meta.url)));
const layout: Layout = { workers: availableParallelism(), intraOpThreads: 1 };
const { batch, rates, rounds } = await compare(bundle, layout);
const bareRate = median(rounds.map((round) => round.bare));
const servedRate = median(rounds.map((round) => round.served));
const ratio = median(rounds.map((round) => round.served / round.bare));

console.log(
  `\nEncoder: ${IMAGES} images of ${SIDE} × ${SIDE} in flight, ${layout.workers} session threads, batch ${batch}\n`,
);
console.table(
  Object.fromEntries(BATCHES.map((size) => [`bare, batch ${size}`, { 'images/s': Math.round(rates[size] ?? 0) }])),
);
console.table({
  [`bare session, batch ${batch}`]: { 'images/s': Math.round(bareRate) },
  'through gRPC': { 'images/s': Math.round(servedRate) },
  ratio: { 'images/s': Number(ratio.toFixed(3)) },
});
const what = 'images a second through gRPC against the bare session';
if (process.argv.includes('--json')) {
  console.log(
    JSON.stringify({ bench: 'encoder', lines: [{ what, value: Number(ratio.toFixed(3)), atLeast: AT_LEAST }] }),
  );
}
process.exit(ratio >= AT_LEAST ? 0 : 1);
