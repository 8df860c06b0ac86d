// `test/agreement/run.sh [COUNT] [--vllm]`: greedy answers of every engine to the same prompts, compared token by token.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBundle, loadTokenizer } from '@wetread/model';
import { freePort } from '@wetread/testing';
import { OnnxDecoder } from '../../services/llm/src/decode/onnx-decoder.ts';
import { servedName } from '../../services/llm/src/decode/open-decoder.ts';
import type { TorchDtype } from '../../services/llm/src/decode/vllm/torch-tensor.ts';
import { VllmDecoder } from '../../services/llm/src/decode/vllm/vllm-decoder.ts';
import { demoBundle, startVllm, vllmInstalled } from '../vllm/real-vllm.ts';
import { loadCases } from './cases.ts';
import { compare, report } from './compare.ts';
import { alone, reference, requestOf, type Said, together } from './engines.ts';

const AT_ONCE = 16;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { vllm: { type: 'string', default: '' } },
});
const folder = positionals[0] as string;
const bundle = await loadBundle(demoBundle);
const cases = await loadCases(folder);
const requests = cases.map((item) => requestOf(bundle, item));
const tokenizer = await loadTokenizer(bundle);
const torch = cases.map((item) => reference(bundle, tokenizer, item));

const [onnx, onnxTogether] = await withOnnx(demoBundle, async (decoder) => [
  await alone(decoder, requests),
  await together(decoder, requests),
]);
const [int8] = await withOnnx(join(folder, 'int8'), async (decoder) => [await together(decoder, requests)]);

const comparisons = [
  compare('ONNX float32, alone, with transformers', cases, torch, onnx as Said[]),
  compare(
    `ONNX float32, among ${AT_ONCE - 1} others, with itself alone`,
    cases,
    onnx as Said[],
    onnxTogether as Said[],
  ),
  compare('ONNX 8-bit with transformers', cases, torch, int8 as Said[]),
];
const dtypes = values.vllm.split(',').filter(Boolean) as TorchDtype[];
for (const dtype of dtypes) {
  if (!vllmInstalled()) console.log(`vLLM is not installed (test/vllm/setup.sh): ${dtype} was not compared.`);
  else comparisons.push(compare(`vLLM ${dtype} with transformers`, cases, torch, await ofVllm(dtype)));
}
console.log(`\n${report(comparisons)}\n`);
const [exact, steady] = comparisons;
if (exact?.differences.length || steady?.differences.length) {
  console.error('ONNX float32 must equal transformers, and itself among others.');
  process.exitCode = 1;
}

async function withOnnx(path: string, use: (decoder: OnnxDecoder) => Promise<Said[][]>): Promise<Said[][]> {
  const options = { maxBatch: AT_ONCE, maxWaiting: requests.length, maxStallMs: 50, cacheBytes: 2 ** 30, workers: 1 };
  const decoder = await OnnxDecoder.open(await loadBundle(path), options);
  return use(decoder).finally(() => decoder.close());
}

async function ofVllm(dtype: TorchDtype): Promise<Said[]> {
  const model = servedName(bundle);
  const vllm = await startVllm({ port: await freePort(), model, dtype });
  const options = { url: vllm.url, model, dtype, maxBatch: AT_ONCE, maxWaiting: requests.length, silenceMs: 60_000 };
  const decoder = await VllmDecoder.open(bundle, options);
  try {
    return await together(decoder, requests);
  } finally {
    await decoder.close();
    await vllm.kill();
  }
}
