import { fileURLToPath } from 'node:url';
import { type Bundle, loadBundle, loadTokenEmbeddings } from '@wetread/model';
import type { DecodeRequest } from '../src/decode/decoder.ts';
import { OnnxDecoder, type OnnxDecoderOptions } from '../src/decode/onnx-decoder.ts';
import { SeededRandom } from '../src/decode/random.ts';

/** The work that the decoding benchmarks share: requests of mixed length on a bundle whose answers never end early. */

export interface MixedRequest extends DecodeRequest {
  readonly promptIds: readonly number[];
}

/** The bundle of BUNDLE_PATH, or the demo's. An end token would shorten an answer, so there is none. */
export async function endlessBundle(): Promise<Bundle> {
  const folder = process.env.BUNDLE_PATH ?? fileURLToPath(new URL('../../../models/demo', import.meta.url));
  const bundle = await loadBundle(folder);
  const tokenizer = { ...bundle.manifest.tokenizer, eosId: -1 };
  return { ...bundle, manifest: { ...bundle.manifest, tokenizer } };
}

/** Prompts of 60–200 positions, answers of 20–150 tokens. */
export async function mixedRequests(bundle: Bundle, count: number): Promise<MixedRequest[]> {
  const table = await loadTokenEmbeddings(bundle);
  const random = new SeededRandom(16);
  const between = (low: number, high: number) => low + Math.floor(random.next() * (high - low + 1));
  return Array.from({ length: count }, () => {
    const promptIds = Array.from({ length: between(60, 200) }, () => between(3, table.vocab - 1));
    return {
      promptIds,
      embeddings: table.lookup(promptIds),
      sampling: { temperature: 0, topP: 1, repetitionPenalty: 1, seed: 0 },
      stop: [],
      maxNewTokens: between(20, 150),
      priority: 'routine' as const,
    };
  });
}

export const openDecoder = (bundle: Bundle, change: Partial<OnnxDecoderOptions> = {}): Promise<OnnxDecoder> =>
  OnnxDecoder.open(bundle, { maxBatch: 16, maxWaiting: 1_000, maxStallMs: 50, cacheBytes: 2 ** 30, ...change });

export const tokensOf = (requests: readonly DecodeRequest[]): number =>
  requests.reduce((sum, { maxNewTokens }) => sum + maxNewTokens, 0);

export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Runs all requests, so many at a time: the next begins when one ends. */
export async function runAll(
  decoder: OnnxDecoder,
  requests: readonly DecodeRequest[],
  inFlight: number,
): Promise<void> {
  const rest = requests.values();
  const worker = async () => {
    for (const request of rest) await decoder.decode(request).result;
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export const rounded = (value: number): number => Number(value.toPrecision(3));

export interface Line {
  readonly what: string;
  readonly value: number;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** The table, and with --json the last line that other programs read. `missing` are sentences on what was not measured. */
export function report(bench: string, lines: readonly Line[], missing: readonly string[] = []): void {
  console.table(lines.map(({ what, value, atLeast, atMost }) => ({ what, value: rounded(value), atLeast, atMost })));
  for (const sentence of missing) console.log(sentence);
  if (!process.argv.includes('--json')) return;
  const values = lines.map((line) => ({ ...line, value: rounded(line.value) }));
  console.log(JSON.stringify({ bench, lines: values, ...(missing.length > 0 && { missing }) }));
}
