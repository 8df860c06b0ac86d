import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

/** `generate` of transformers.js, one request at a time: `node transformers-js.child.ts PACKAGES MODEL THREADS`. */
const [packages, model, threads] = process.argv.slice(2) as [string, string, string];
const file = join(packages, 'node_modules/@huggingface/transformers/dist/transformers.node.mjs');
const { AutoModelForCausalLM, Tensor, env } = await import(pathToFileURL(file).href);
env.allowRemoteModels = false;
env.localModelPath = '';
const llm = await AutoModelForCausalLM.from_pretrained(model, {
  dtype: 'fp32',
  device: 'cpu',
  session_options: { intraOpNumThreads: Number(threads) },
});

interface Request {
  readonly promptIds: readonly number[];
  readonly tokens: number;
}

async function answer({ promptIds, tokens }: Request): Promise<number[]> {
  const shape = [1, promptIds.length];
  const output = await llm.generate({
    inputs: new Tensor('int64', BigInt64Array.from(promptIds, BigInt), shape),
    attention_mask: new Tensor('int64', new BigInt64Array(promptIds.length).fill(1n), shape),
    max_new_tokens: tokens,
    do_sample: false,
  });
  return Array.from(output.data as BigInt64Array, Number).slice(promptIds.length);
}

for await (const line of createInterface({ input: process.stdin })) {
  const ids: number[][] = [];
  const start = performance.now();
  for (const request of JSON.parse(line) as Request[]) ids.push(await answer(request));
  process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - start) / 1000, ids })}\n`);
}
