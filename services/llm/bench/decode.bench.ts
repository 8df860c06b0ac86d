import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { loadBundle, loadTokenEmbeddings } from '@wetread/model';
import type { DecodeRequest } from '../src/decode/decoder.ts';
import { OnnxDecoder } from '../src/decode/onnx-decoder.ts';
import { SeededRandom } from '../src/decode/random.ts';

/**
 * 16 requests of mixed length (prompts of 60–200 positions, answers of 20–150 tokens) by continuous batching against the
 * same requests one at a time, on the same engine. The best of some rounds counts on both sides, so that a busy moment of
 * the machine on one side does not show as a difference between them.
 */
const REQUESTS = 16;
const ROUNDS = 5;
const WANTED = 4;

const folder = process.env.BUNDLE_PATH ?? fileURLToPath(new URL('../../../models/demo', import.meta.url));
const bundle = await loadBundle(folder);
const requests = await mixedRequests();
const tokens = requests.reduce((sum, { maxNewTokens }) => sum + maxNewTokens, 0);
// An end token would shorten an answer; no answer of the bench may end before its length.
const { eosId: _, ...tokenizer } = bundle.manifest.tokenizer;
const endless = { ...bundle, manifest: { ...bundle.manifest, tokenizer: { ...tokenizer, eosId: -1 } } };
const decoder = await OnnxDecoder.open(endless, {
  maxBatch: REQUESTS,
  maxWaiting: 0,
  maxStallMs: 50,
  cacheBytes: 2 ** 30,
});

let alone = Number.POSITIVE_INFINITY;
let batched = Number.POSITIVE_INFINITY;
for (let round = 0; round < ROUNDS; round++) {
  alone = Math.min(alone, await seconds(oneAtATime));
  batched = Math.min(batched, await seconds(together));
}
await decoder.close();

const { name, decoder: spec } = bundle.manifest;
console.log(`${name}: ${spec.layers} layers × ${spec.width}, vocabulary ${spec.vocab}, ${spec.weights}`);
console.log(`${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.version}; best of ${ROUNDS} rounds`);
const prompts = requests.map(({ embeddings }) => embeddings.length / spec.width);
console.log(`${REQUESTS} requests, ${prompts.reduce((a, b) => a + b)} prompt positions, ${tokens} tokens`);
console.table({
  'one at a time': { seconds: round(alone), 'tokens/s': Math.round(tokens / alone) },
  'continuous batching': { seconds: round(batched), 'tokens/s': Math.round(tokens / batched) },
});
const ratio = alone / batched;
console.log(`ratio ${ratio.toFixed(2)}, wanted at least ${WANTED}`);
const line = { what: 'continuous batching of 16 ÷ one at a time, tokens/s', value: round(ratio), atLeast: WANTED };
if (process.argv.includes('--json')) console.log(JSON.stringify({ bench: 'decode', lines: [line] }));

async function oneAtATime(): Promise<void> {
  for (const request of requests) await decoder.decode(request).result;
}

async function together(): Promise<void> {
  await Promise.all(requests.map((request) => decoder.decode(request).result));
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function mixedRequests(): Promise<DecodeRequest[]> {
  const table = await loadTokenEmbeddings(bundle);
  const random = new SeededRandom(16);
  const between = (low: number, high: number) => low + Math.floor(random.next() * (high - low + 1));
  return Array.from({ length: REQUESTS }, () => ({
    embeddings: table.lookup(Array.from({ length: between(60, 200) }, () => between(3, table.vocab - 1))),
    sampling: { temperature: 0, topP: 1, repetitionPenalty: 1, seed: 0 },
    stop: [],
    maxNewTokens: between(20, 150),
    priority: 'routine' as const,
  }));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
