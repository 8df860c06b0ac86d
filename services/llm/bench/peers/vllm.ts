import type { Bundle } from '@wetread/model';
import { freePort } from '@wetread/testing';
import { z } from 'zod';
import { startVllm, vllmInstalled } from '../../../../test/vllm/real-vllm.ts';
import type { MixedRequest } from '../requests.ts';
import type { Peer } from './peer.ts';
import { runTool } from './tools.ts';

const MODEL = 'compared';
const answerSchema = z.object({ choices: z.array(z.object({ token_ids: z.array(z.int().nonnegative()) })).length(1) });

export function installVllm(): void {
  if (!vllmInstalled()) console.log('Installing vLLM (test/vllm/setup.sh) …');
  runTool('bash', ['test/vllm/setup.sh'], { minutes: 15 });
}

/** vLLM's CPU build, float32, as many requests at a time as the engine has; it takes the cores that it wants. */
export async function startVllmPeer(bundle: Bundle, atOnce: number): Promise<Peer> {
  // What it remembers of a prompt would spare it the next round's.
  const options = ['--no-enable-prefix-caching'];
  const server = await startVllm({ port: await freePort(), model: MODEL, folder: bundle.path('llm'), options });
  const run = async (requests: readonly MixedRequest[]) => {
    const ids: number[][] = [];
    const rest = requests.entries();
    const start = performance.now();
    const worker = async () => {
      for (const [i, request] of rest) ids[i] = await complete(server.url, request);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return { seconds: (performance.now() - start) / 1000, ids };
  };
  return { run, close: server.kill };
}

async function complete(url: string, { promptIds, maxNewTokens }: MixedRequest): Promise<number[]> {
  const body = { model: MODEL, prompt: promptIds, max_tokens: maxNewTokens, ignore_eos: true, return_token_ids: true };
  const response = await fetch(`${url}/v1/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, temperature: 0 }),
  });
  if (!response.ok) throw new Error(`vLLM answered ${response.status}: ${(await response.text()).slice(0, 200)}`);
  return answerSchema.parse(await response.json()).choices[0]?.token_ids ?? [];
}
