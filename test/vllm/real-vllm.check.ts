import { type Bundle, type Golden, loadBundle, loadGolden, loadTokenizer } from '@wetread/model';
import { freePort, waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecodeRequest } from '../../services/llm/src/decode/decoder.ts';
import { OnnxDecoder } from '../../services/llm/src/decode/onnx-decoder.ts';
import { servedName } from '../../services/llm/src/decode/open-decoder.ts';
import { Attempt } from '../../services/llm/src/decode/vllm/attempt.ts';
import { completionBody } from '../../services/llm/src/decode/vllm/completion.ts';
import { VllmClient } from '../../services/llm/src/decode/vllm/vllm-client.ts';
import { VllmDecoder, type VllmDecoderOptions } from '../../services/llm/src/decode/vllm/vllm-decoder.ts';
import { goldenPrompt, randomPrompts, request } from '../../services/llm/src/fixtures/prompts.ts';
import { demoBundle, metric, type RealVllm, startVllm } from './real-vllm.ts';

/** The decoder against a real vLLM that serves the demo bundle's language model in float32. */

let bundle: Bundle;
let golden: Golden;
let port: number;
let vllm: RealVllm;
let decoder: VllmDecoder;
let goldens: DecodeRequest[];
beforeAll(async () => {
  bundle = await loadBundle(demoBundle);
  golden = await loadGolden(bundle);
  const { prompt, decoding } = bundle.manifest;
  const shape = { stop: prompt.stop, maxNewTokens: decoding.maxNewTokens };
  goldens = await Promise.all(golden.decode.map(async (item) => request(await goldenPrompt(bundle, item), shape)));
  port = await freePort();
  vllm = await start();
  decoder = await open();
});
afterAll(async () => {
  await decoder?.close();
  await vllm?.kill();
});

const start = () => startVllm({ port, model: servedName(bundle) });

function open(change: Partial<VllmDecoderOptions> = {}): Promise<VllmDecoder> {
  const options = { url: vllm.url, model: servedName(bundle), dtype: 'float32', silenceMs: 60_000 } as const;
  return VllmDecoder.open(bundle, { ...options, maxBatch: 16, maxWaiting: 64, ...change });
}

const decodeAll = (by: Pick<VllmDecoder, 'decode'>, requests: readonly DecodeRequest[]) =>
  Promise.all(requests.map((item) => by.decode(item).result));

it('is ready, and known by its version', async () => {
  await decoder.check();
  expect(decoder.describe().engine).toMatch(/^vllm \d+\.\d+/);
});

it("the golden prompts get PyTorch's tokens and text, in pieces that make the text", async () => {
  const decodings = goldens.map((item) => decoder.decode(item));
  const pieces = await Promise.all(decodings.map((item) => Array.fromAsync(item.pieces)));
  for (const [i, { result }] of decodings.entries()) {
    const { ids, text, stopReason } = await result;
    expect({ ids, text, stopReason }).toEqual({
      ids: golden.decode[i]?.ids,
      text: golden.decode[i]?.text,
      stopReason: 'stop',
    });
    expect((pieces[i] as string[]).join('').trim()).toBe(text);
    expect((pieces[i] as string[]).length).toBeGreaterThan(3);
  }
});

it('other prompts get the tokens that ONNX Runtime gives, float32 both', async () => {
  const prompts = await randomPrompts(bundle, [9, 40, 77, 130]);
  const requests = prompts.map((prompt) => request(prompt, { maxNewTokens: 24 }));
  const onnx = await OnnxDecoder.open(bundle, { maxBatch: 4, maxWaiting: 4, maxStallMs: 50, cacheBytes: 2 ** 30 });
  const here = await decodeAll(onnx, requests).finally(() => onnx.close());
  const there = await decodeAll(decoder, requests);
  for (const [i, { ids, stopReason }] of there.entries()) {
    expect({ ids, stopReason }).toEqual({ ids: here[i]?.ids, stopReason: here[i]?.stopReason });
  }
});

it('the end of the context ends the text', async () => {
  const { contextLength } = decoder.describe();
  const [prompt] = (await randomPrompts(bundle, [contextLength - 3])) as [Float32Array];
  const { stopReason, ids } = await decoder.decode(request(prompt)).result;
  expect(stopReason === 'eos' || (stopReason === 'context' && ids.length === 3)).toBe(true);
});

it('the same seed draws the same tokens', async () => {
  const [prompt] = (await randomPrompts(bundle, [30])) as [Float32Array];
  const drawn = (seed: number) =>
    request(prompt, { maxNewTokens: 40, sampling: { temperature: 2, topP: 0.95, repetitionPenalty: 1.1, seed } });
  const [a, b, c] = await decodeAll(decoder, [drawn(1), drawn(2), drawn(1)]);
  expect(a?.ids).toEqual(c?.ids);
  expect(a?.ids).not.toEqual(b?.ids);
});

it('a caller who leaves frees the place at the server', async () => {
  const gone = new AbortController();
  const [prompt] = (await randomPrompts(bundle, [20])) as [Float32Array];
  const sampling = { temperature: 2, topP: 1, repetitionPenalty: 1, seed: 4 };
  const { pieces, result } = decoder.decode(request(prompt, { maxNewTokens: 480, sampling, signal: gone.signal }));
  for await (const _ of pieces) break;
  gone.abort();
  await expect(result).rejects.toMatchObject({ code: 'cancelled' });
  await waitFor(async () => (await metric(vllm.url, 'vllm:num_requests_running')) === 0, { what: 'an idle server' });
});

describe('what is wrong', () => {
  it('with the numbers shows in the probabilities, by which the request fails', async () => {
    const client = new VllmClient({ url: vllm.url, silenceMs: 10_000, connections: 1 });
    const setup = { model: servedName(bundle), eosId: 2, width: 192, dtype: 'float32' } as const;
    // A decoder would not send these; they stand for an overflow inside the model.
    const broken = request(new Float32Array(12 * 192).fill(Number.NaN));
    const choices = client.complete(completionBody(setup, broken), AbortSignal.timeout(10_000));
    const attempt = new Attempt(broken, { tokenizer: await loadTokenizer(bundle), eosId: 2, askedAt: 0 });
    const taken = Array.fromAsync(choices, (choice) => attempt.take(choice));
    await expect(taken).rejects.toMatchObject({ code: 'embedding_invalid', retryable: false });
    await client.close();
    expect(await decoder.decode(goldens[0] as DecodeRequest).result).toMatchObject({ text: golden.decode[0]?.text });
  });

  it.each([
    ['the width', { width: 96 }, {}, 'embedding_invalid'],
    ['the length', {}, { embeddings: new Float32Array(520 * 192) }, 'context_too_long'],
    ['top-p', {}, { sampling: { temperature: 1, topP: 0, repetitionPenalty: 1, seed: 0 } }, 'sampling_invalid'],
    ['the model', { model: 'another' }, {}, 'bundle_mismatch'],
  ] as const)('with %s is a typed refusal of the server', async (_, setup, change, code) => {
    const client = new VllmClient({ url: vllm.url, silenceMs: 10_000, connections: 1 });
    const right = { model: servedName(bundle), eosId: 2, width: 192, dtype: 'float32' } as const;
    const body = completionBody({ ...right, ...setup }, { ...(goldens[0] as DecodeRequest), ...change });
    const answer = Array.fromAsync(client.complete(body, AbortSignal.timeout(10_000)));
    await expect(answer).rejects.toMatchObject({ again: false, error: { code } });
    await client.close();
  });
});

it('a restart in mid answer costs a retry of all that was under way', async () => {
  const patient = await open({ retryPausesMs: Array.from({ length: 200 }, () => 1_000) });
  const [long] = (await randomPrompts(bundle, [20])) as [Float32Array];
  const sampling = { temperature: 2, topP: 1, repetitionPenalty: 1, seed: 4 };
  const running = patient.decode(request(long, { maxNewTokens: 450, sampling }));
  for await (const _ of running.pieces) break;
  const others = decodeAll(patient, goldens);
  others.catch(() => {});
  await vllm.kill();
  await expect(patient.check()).rejects.toMatchObject({ code: 'decoder_unavailable', retryable: true });
  vllm = await start();
  for (const [i, { ids }] of (await others).entries()) expect(ids).toEqual(golden.decode[i]?.ids);
  expect((await running.result).ids.length).toBeGreaterThan(0);
  await patient.close();
});
