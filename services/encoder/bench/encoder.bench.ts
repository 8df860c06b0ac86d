import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Bundle, type GreyImage, loadBundle } from '@wetread/model';
import { syntheticRadiograph, toBytes } from '@wetread/testing';
import { sizedBundle } from '../../../test/bench/sized-bundle.ts';
import { Bare, type Layout } from './bare.ts';
import { Served } from './served.ts';

/**
 * Images a second through gRPC against the bare session at its best batch, on the same decoded pixels with the same
 * preprocessing on the same number of threads. The two take turns, and the median of the rounds' ratios counts. With the
 * demonstration bundle, and also with the one that BUNDLE_PATH names or, with `--sized`, with one of published size.
 */

const SIDE = 512;
const BATCHES = [1, 2, 4, 8, 16];
const SEEDS = 16;
/** Images of one call, as the llm service asks for them. */
const PER_CALL = 1;
const AT_LEAST = 0.9;

interface Plan {
  /** In flight at once. */
  readonly images: number;
  readonly rounds: number;
  /** Passes over all images by which the best batch is told. */
  readonly tries: number;
}

const demo: Plan = { images: 192, rounds: 7, tries: 3 };
/** An image of the published encoder takes some forty times as long. */
const larger: Plan = { images: 64, rounds: 3, tries: 1 };

const drawn: GreyImage[] = Array.from({ length: SEEDS }, (_, seed) => {
  const radiograph = syntheticRadiograph({ width: SIDE, height: SIDE, seed });
  return { width: SIDE, height: SIDE, pixels: toBytes(radiograph) };
});

/** Times a second that `count` images are encoded by one pass. */
async function rate(count: number, pass: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await pass();
  return count / ((performance.now() - startedAt) / 1000);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function bestBatch(
  bare: Bare,
  { images: count, tries }: Plan,
): Promise<{ batch: number; rates: Record<number, number> }> {
  const rates: Record<number, number> = {};
  for (const batch of BATCHES) {
    await bare.encodeAll(batch);
    const found: number[] = [];
    while (found.length < tries) found.push(await rate(count, () => bare.encodeAll(batch)));
    rates[batch] = median(found);
  }
  const batch = BATCHES.reduce((best, next) => ((rates[next] ?? 0) > (rates[best] ?? 0) ? next : best));
  return { batch, rates };
}

async function compare(bundle: Bundle, plan: Plan) {
  const { images: count, rounds: most } = plan;
  const images = Array.from({ length: count }, (_, i) => drawn[i % SEEDS] as GreyImage);
  const bare = await Bare.start(bundle, images, layout);
  const { batch, rates } = await bestBatch(bare, plan);
  const served = await Served.start(bundle, layout, batch, count);
  try {
    for (let warm = 0; warm < 2; warm++) await served.encodeAll(images, PER_CALL);
    const rounds: { bare: number; served: number }[] = [];
    for (let round = 0; round < most; round++) {
      rounds.push({
        bare: await rate(count, () => bare.encodeAll(batch)),
        served: await rate(count, () => served.encodeAll(images, PER_CALL)),
      });
    }
    return { batch, rates, rounds };
  } finally {
    await Promise.all([bare.stop(), served.stop()]);
  }
}

async function measure(folder: string, plan: Plan) {
  const bundle = await loadBundle(folder);
  const { batch, rates, rounds } = await compare(bundle, plan);
  const ratio = median(rounds.map((round) => round.served / round.bare));
  const { name } = bundle.manifest;
  console.log(
    `\nEncoder of ${name}: ${plan.images} images of ${SIDE} × ${SIDE} in flight, ${layout.workers} session threads, batch ${batch}\n`,
  );
  console.table(
    Object.fromEntries(BATCHES.map((size) => [`bare, batch ${size}`, { 'images/s': rounded(rates[size] ?? 0) }])),
  );
  console.table({
    [`bare session, batch ${batch}`]: { 'images/s': rounded(median(rounds.map((round) => round.bare))) },
    'through gRPC': { 'images/s': rounded(median(rounds.map((round) => round.served))) },
    ratio: { 'images/s': Number(ratio.toFixed(3)) },
  });
  const what = `images a second through gRPC ÷ bare session, bundle ${name}`;
  return { what, value: Number(ratio.toFixed(3)), atLeast: AT_LEAST };
}

const rounded = (value: number): number => Number(value.toPrecision(3));

const layout: Layout = { workers: availableParallelism(), intraOpThreads: 1 };
const lines = [await measure(fileURLToPath(new URL('../../../models/demo', import.meta.url)), demo)];
const other = process.env.BUNDLE_PATH ?? (process.argv.includes('--sized') ? sizedBundle() : undefined);
if (other !== undefined) lines.push(await measure(other, larger));
if (process.argv.includes('--json')) console.log(JSON.stringify({ bench: 'encoder', lines }));
process.exit(lines.every(({ value }) => value >= AT_LEAST) ? 0 : 1);
