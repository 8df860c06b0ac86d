import type { Bundle } from '@wetread/model';
import { freePort } from '@wetread/testing';
import { Pool } from 'undici';
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
  // It is in a process group of its own, which does not end with this process.
  process.once('exit', () => void server.kill());
  const run = async (requests: readonly MixedRequest[]) => {
    // Closed after its turn, for the server drops connections that are idle through the others' turns.
    const pool = new Pool(server.url, { connections: atOnce, headersTimeout: 0 });
    const ids: number[][] = [];
    const rest = requests.entries();
    const start = performance.now();
    const worker = async () => {
      for (const [i, request] of rest) ids[i] = await complete(pool, request);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    const seconds = (performance.now() - start) / 1000;
    await pool.close();
    return { seconds, ids };
  };
  return { run, close: server.kill };
}

async function complete(pool: Pool, { promptIds, maxNewTokens }: MixedRequest): Promise<number[]> {
  const asked = { model: MODEL, prompt: promptIds, max_tokens: maxNewTokens, temperature: 0 };
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/v1/completions',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...asked, ignore_eos: true, return_token_ids: true }),
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`vLLM answered ${statusCode}: ${text.slice(0, 200)}`);
  return answerSchema.parse(JSON.parse(text)).choices[0]?.token_ids ?? [];
}
