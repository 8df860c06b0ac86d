import { availableParallelism } from 'node:os';
import type { Bundle } from '@wetread/model';
import { spawnDecodeWorker } from '../src/decode/decode-thread.ts';
import { DecoderGraph } from '../src/decode/decoder-graph.ts';
import { KvCache } from '../src/decode/kv-cache.ts';
import { bestWorkers, OnnxDecoder } from '../src/decode/onnx-decoder.ts';
import {
  endlessBundle,
  type Line,
  median,
  mixedRequests,
  report,
  rounded,
  runAll,
  seconds,
  tokensOf,
} from './requests.ts';

/**
 * Why the decoder uses the cores and lays out its rows as it does (docs/adr/0011): workers against threads of a session, and
 * one run of all rows at the longest one's positions against a run for each bucket of length. The ways take turns.
 */
const AT_ONCE = 16;
const REQUESTS = 16;
/** A larger model gets fewer rounds in the same time. */
const ROUNDS = { least: 1, most: 7, endAfterMs: 60_000 };
const RUNS = { least: 20, most: 200, endAfterMs: 20_000 };
/** Sets of runs that together step all rows once: [rows, positions of their cache]. */
const LAYOUTS: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  '16 rows at 448': [[16, 448]],
  '8 at 128 + 8 at 448': [
    [8, 128],
    [8, 448],
  ],
  '15 at 128 + 1 at 448': [
    [15, 128],
    [1, 448],
  ],
  '8 rows at 448': [[8, 448]],
  '4 at 128 + 4 at 448': [
    [4, 128],
    [4, 448],
  ],
};
const WHOLE: Readonly<Record<string, string>> = {
  '8 at 128 + 8 at 448': '16 rows at 448',
  '15 at 128 + 1 at 448': '16 rows at 448',
  '4 at 128 + 4 at 448': '8 rows at 448',
};

const bundle = await endlessBundle();
const cores = availableParallelism();
const { name, decoder: spec } = bundle.manifest;
console.log(
  `${name}: ${spec.layers} layers × ${spec.width}, ${spec.weights}; ${cores} cores, ${bestWorkers(bundle)} workers by default`,
);
const lines: Line[] = await usesOfCores();
for (const threads of new Set([1, cores])) lines.push(...(await layouts(threads)));
report('cores', lines);

async function usesOfCores(): Promise<Line[]> {
  const requests = await mixedRequests(bundle, REQUESTS);
  const ways = [
    [1, 1],
    [1, cores],
    [cores, 1],
  ] as const;
  const rates = ways.map(() => [] as number[]);
  const perCpuSecond = ways.map(() => [] as number[]);
  const decoders: OnnxDecoder[] = [];
  for (const [workers, threads] of ways) decoders.push(await open(workers, threads));
  for (const decoder of decoders) await runAll(decoder, requests.slice(0, 2), AT_ONCE);
  for (const _ of turns(ROUNDS)) {
    for (const [way, decoder] of decoders.entries()) {
      const before = process.cpuUsage();
      rates[way]?.push(tokensOf(requests) / (await seconds(() => runAll(decoder, requests, AT_ONCE))));
      const { user, system } = process.cpuUsage(before);
      perCpuSecond[way]?.push((1e6 * tokensOf(requests)) / (user + system));
    }
  }
  await Promise.all(decoders.map((decoder) => decoder.close()));
  // A second of processor time is the same on a busy machine: that many tokens times the cores in use is what an idle one would give.
  console.table(
    ways.map(([workers, threads], way) => ({
      'workers × threads': `${workers} × ${threads}`,
      'tokens/s': Math.round(median(rates[way] ?? [])),
      'tokens a second of processor time': Math.round(median(perCpuSecond[way] ?? [])),
    })),
  );
  const best = bestWorkers(bundle);
  const own = rates[ways.findIndex(([workers, threads]) => workers * threads === cores && workers === best)] ?? [];
  return ways.map(([workers, threads], way) => ({
    what: `workers × threads ${workers} × ${threads} ÷ the default, tokens/s`,
    value: ratio(rates[way] ?? [], own),
  }));
}

function* turns({ least, most, endAfterMs }: typeof ROUNDS): Generator<number> {
  const endAt = performance.now() + endAfterMs;
  for (let turn = 0; turn < most && (turn < least || performance.now() < endAt); turn++) yield turn;
}

function open(workers: number, threads: number): Promise<OnnxDecoder> {
  const limits = { maxBatch: AT_ONCE, maxWaiting: 1_000, maxStallMs: 50, cacheBytes: 2 ** 30, workers };
  return OnnxDecoder.open(bundle, limits, (setup) => spawnDecodeWorker({ ...setup, threads }));
}

async function layouts(threads: number): Promise<Line[]> {
  const graph = await DecoderGraph.open(bundle as Bundle, threads);
  const steps = Object.fromEntries(Object.entries(LAYOUTS).map(([layout, runs]) => [layout, stepOf(graph, runs)]));
  const ms: Record<string, number[]> = Object.fromEntries(Object.keys(LAYOUTS).map((layout) => [layout, []]));
  for (const _ of turns(RUNS)) {
    for (const [layout, step] of Object.entries(steps)) ms[layout]?.push(1000 * (await seconds(step)));
  }
  await graph.close();
  // The quickest run is the one that nothing else on the machine disturbed.
  const quickest = (layout: string) => Math.min(...(ms[layout] ?? []));
  console.table(Object.keys(LAYOUTS).map((layout) => ({ layout, threads, 'ms a step': rounded(quickest(layout)) })));
  return Object.entries(WHOLE).map(([split, whole]) => ({
    what: `${split} ÷ ${whole}, threads ${threads}, ms a step`,
    value: quickest(split) / quickest(whole),
  }));
}

/** One new token for every row of every run, its key and value put into the cache as the engine does. */
function stepOf(graph: DecoderGraph, runs: readonly (readonly [number, number])[]): () => Promise<void> {
  const parts = runs.map(([rows, positions]) => ({
    cache: new KvCache(graph.spec, rows, positions),
    inputs: {
      rows,
      steps: 1,
      embeddings: new Float32Array(rows * graph.spec.width).fill(0.01),
      positions: new BigInt64Array(rows).fill(BigInt(positions - 1)),
      bias: new Float32Array(rows * (positions + 1)),
    },
  }));
  return async () => {
    for (const { cache, inputs } of parts) {
      const { fresh } = await graph.run(inputs, cache);
      for (let row = 0; row < inputs.rows; row++) cache.append(row, cache.positions - 1, fresh, 1);
    }
  };
}

function ratio(over: readonly number[], under: readonly number[]): number {
  return median(over.map((value, i) => value / (under[i] ?? Number.NaN)));
}
