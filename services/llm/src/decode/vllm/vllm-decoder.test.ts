import { type Bundle, loadBundle, loadTokenizer, type Tokenizer } from '@wetread/model';
import { waitFor } from '@wetread/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoBundle, greedy, randomPrompts, request } from '../../fixtures/prompts.ts';
import { type Deed, VllmPeer } from '../../fixtures/vllm-peer.ts';
import type { DecodeRequest } from '../decoder.ts';
import { VllmDecoder, type VllmDecoderOptions } from './vllm-decoder.ts';

let bundle: Bundle;
let tokenizer: Tokenizer;
let prompts: Float32Array[];
beforeAll(async () => {
  bundle = await loadBundle(demoBundle);
  tokenizer = await loadTokenizer(bundle);
  prompts = await randomPrompts(
    bundle,
    Array.from({ length: 24 }, (_, i) => 5 + i * 7),
  );
});

let peer: VllmPeer;
let decoder: VllmDecoder;
beforeEach(async () => {
  peer = new VllmPeer('demo', bundle.manifest.decoder.vocab);
  await peer.start();
  await open();
});
afterEach(async () => {
  await decoder.close();
  await peer.kill();
});

async function open(change: Partial<VllmDecoderOptions> = {}): Promise<void> {
  await decoder?.close();
  const options = {
    url: peer.url,
    model: 'demo',
    dtype: 'float16',
    maxBatch: 16,
    maxWaiting: 64,
    silenceMs: 20_000,
  } as const;
  decoder = await VllmDecoder.open(bundle, { ...options, retryPausesMs: [20, 50, 100], ...change });
}

const ask = (i = 0, change: Partial<DecodeRequest> = {}) =>
  request(prompts[i] as Float32Array, { maxNewTokens: 20, ...change });

/** What the peer's model answers to its last request that asks what `item` asks. */
const expected = (i = 0) => peer.tokens(peer.asked[i] as never);

describe('a request', () => {
  it('gets the tokens, the text and the pieces of its own answer, among many others', async () => {
    const items = prompts.map((_, i) => ask(i, { maxNewTokens: 5 + i }));
    const decodings = items.map((item) => decoder.decode(item));
    const texts = await Promise.all(
      decodings.map(async ({ pieces }) => (await Array.fromAsync(pieces)).join('').trim()),
    );
    const results = await Promise.all(decodings.map(({ result }) => result));
    expect(peer.mostRunning).toBe(16);
    for (const [i, { ids, text, stopReason }] of results.entries()) {
      const asked = peer.asked.find(({ max_tokens }) => max_tokens === 5 + i);
      expect(ids).toEqual(peer.tokens(asked as never));
      expect(text).toBe(tokenizer.decode(ids).trim());
      expect(texts[i]).toBe(text);
      expect(stopReason).toBe('length');
    }
    expect(decoder.describe().engine).toBe('vllm 0.0.0');
  });

  it('sends every sampling value, so that no default of the server comes in', async () => {
    const sampling = { temperature: 0.7, topP: 0.9, repetitionPenalty: 1.2, seed: 11 };
    await decoder.decode(ask(0, { sampling, stop: ['###'], priority: 'urgent' })).result;
    expect(peer.asked[0]).toMatchObject({
      model: 'demo',
      max_tokens: 20,
      temperature: 0.7,
      top_p: 0.9,
      repetition_penalty: 1.2,
      seed: 11,
      top_k: 0,
      min_p: 0,
      presence_penalty: 0,
      frequency_penalty: 0,
      stop: ['###'],
      stop_token_ids: [bundle.manifest.tokenizer.eosId],
      priority: -1,
    });
  });

  it('ends before a stop string that its tokens cross, and the server is told to stop', async () => {
    const { text, ids } = await decoder.decode(ask()).result;
    peer.msPerToken = 20;
    const stop = text.slice(6, 13);
    const stopped = await decoder.decode(ask(0, { stop: [stop] })).result;
    expect(stopped).toMatchObject({ stopReason: 'stop', text: text.slice(0, text.indexOf(stop)).trim() });
    expect(ids.slice(0, stopped.ids.length)).toEqual(stopped.ids);
    await waitFor(() => peer.left === 1, { what: 'the connection to be closed' });
  });

  it('that ends before its length has met the end of the context', async () => {
    peer.deeds.push({ kind: 'answer' });
    peer.tokens = () => [300, 301];
    expect(await decoder.decode(ask()).result).toMatchObject({ stopReason: 'context', ids: [300, 301] });
  });

  it('too long for the server as it was started is refused, and nothing is sent', async () => {
    peer.maxModelLen = 50;
    await expect(decoder.decode(ask(20)).result).rejects.toMatchObject({ code: 'context_too_long', retryable: false });
    expect(peer.asked).toHaveLength(0);
  });

  const bad: readonly [string, () => Partial<DecodeRequest>, string][] = [
    ['of a wrong width', () => ({ embeddings: new Float32Array(7) }), 'embedding_invalid'],
    ['with NaN', () => ({ embeddings: new Float32Array(192).fill(Number.NaN) }), 'embedding_invalid'],
    ['for no tokens', () => ({ maxNewTokens: 0 }), 'invalid_request'],
    ['with an unknown setting', () => ({ sampling: { ...greedy, topK: 3 } as never }), 'sampling_invalid'],
  ];
  it.each(bad)('%s is refused at once', (_, change, code) => {
    expect(() => decoder.decode(ask(0, change()))).toThrow(expect.objectContaining({ code }));
  });

  it('with a value that half precision cannot hold is refused', async () => {
    const { result } = decoder.decode(ask(0, { embeddings: new Float32Array(192).fill(1e5) }));
    await expect(result).rejects.toMatchObject({ code: 'embedding_invalid', retryable: false });
  });
});

describe('a server that', () => {
  const passing: readonly [string, Deed][] = [
    ['is overloaded (503)', { kind: 'status', status: 503 }],
    ['fails (500)', { kind: 'status', status: 500 }],
    ['cuts the stream before a token', { kind: 'cut', after: 0 }],
    ['cuts the stream in mid answer', { kind: 'cut', after: 7 }],
    ['fails in mid answer', { kind: 'error', after: 7 }],
    ['drops the request', { kind: 'abort', after: 3 }],
  ];
  it.each(passing)('%s costs a retry', async (_, deed) => {
    peer.deeds.push(deed);
    const decoding = decoder.decode(ask());
    const pieces = (await Array.fromAsync(decoding.pieces)).join('').trim();
    const { ids, text } = await decoding.result;
    expect(peer.asked).toHaveLength(2);
    expect(ids).toEqual(expected());
    expect(pieces).toBe(text);
  });

  it('gives another answer the second time is not mixed into what was heard', async () => {
    peer.deeds.push({ kind: 'cut', after: 9 }, { kind: 'other' });
    const decoding = decoder.decode(ask());
    await expect(Array.fromAsync(decoding.pieces)).rejects.toMatchObject({ code: 'decoder_unavailable' });
    peer.deeds.push({ kind: 'cut', after: 9 }, { kind: 'other' });
    const { ids } = await decoder.decode(ask()).result;
    expect(ids).toEqual(peer.tokens(peer.asked[3] as never, 'other'));
  });

  it('fails each time fails the request, which may be tried later', async () => {
    peer.deeds.push(...Array.from({ length: 4 }, () => ({ kind: 'cut', after: 1 }) as const));
    await expect(decoder.decode(ask()).result).rejects.toMatchObject({ code: 'decoder_unavailable', retryable: true });
    expect(peer.asked).toHaveLength(4);
  });

  const refusals: readonly [number, string | undefined, string][] = [
    [400, 'prompt_embeds', 'embedding_invalid'],
    [400, 'input_tokens', 'context_too_long'],
    [400, 'top_p', 'sampling_invalid'],
    [400, 'PATIENT NAME', 'invalid_request'],
    [422, undefined, 'invalid_request'],
    [404, undefined, 'bundle_mismatch'],
  ];
  it.each(refusals)('answers %i for %s is asked once', async (status, param, code) => {
    peer.deeds.push({ kind: 'status', status, ...(param !== undefined && { param }) });
    const error = await decoder.decode(ask()).result.catch((thrown) => thrown);
    expect(error).toMatchObject({ code, retryable: false });
    expect(error.message).not.toMatch(/SECRET|PATIENT/);
    expect(peer.asked).toHaveLength(1);
  });

  it.each([
    ['never answers', 0],
    ['stalls', 5],
  ])('%s is given up', async (_, after) => {
    await open({ silenceMs: 1_000 });
    peer.deeds.push({ kind: 'silence', after });
    await expect(decoder.decode(ask()).result).rejects.toMatchObject({ code: 'decoder_unavailable', retryable: true });
    expect(peer.asked).toHaveLength(1);
    await waitFor(() => peer.left === 1, { what: 'the connection to be closed' });
  });

  it('computes what is not finite fails that request alone', async () => {
    peer.deeds.push({ kind: 'nan', after: 2 });
    const [first, second] = [decoder.decode(ask()), decoder.decode(ask(1))];
    await expect(first.result).rejects.toMatchObject({ code: 'embedding_invalid', retryable: false });
    expect((await second.result).ids).toHaveLength(20);
  });

  it('is killed and comes back costs a retry of all that it had', async () => {
    await open({ retryPausesMs: [100, 200, 400, 800] });
    peer.msPerToken = 10;
    const decodings = prompts.slice(0, 8).map((_, i) => decoder.decode(ask(i)));
    await waitFor(() => peer.running === 8, { what: 'requests under way' });
    await peer.kill();
    await expect(decoder.check()).rejects.toMatchObject({ code: 'decoder_unavailable' });
    await peer.start();
    const results = await Promise.all(decodings.map(({ result }) => result));
    for (const [i, { ids }] of results.entries()) {
      const { prompt_embeds } = peer.asked[i] as { prompt_embeds: string };
      expect(ids).toEqual(peer.tokens({ prompt_embeds, max_tokens: 20 }));
    }
    await decoder.check();
  });
});

describe('readiness', () => {
  it("follows the server's", async () => {
    await decoder.check();
    peer.healthy = false;
    await expect(decoder.check()).rejects.toMatchObject({ code: 'decoder_unavailable' });
    peer.healthy = true;
    await decoder.check();
  });

  it('is not given by a server of another model', async () => {
    await open({ model: 'another' });
    await expect(decoder.check()).rejects.toMatchObject({ code: 'bundle_mismatch' });
    await expect(decoder.decode(ask()).result).rejects.toMatchObject({ code: 'bundle_mismatch' });
    expect(peer.asked).toHaveLength(0);
  });
});

describe('places', () => {
  it('are bounded (I6), and not for those who cannot wait', async () => {
    await open({ maxBatch: 1, maxWaiting: 2 });
    peer.msPerToken = 10;
    const [first] = [decoder.decode(ask()), decoder.decode(ask(1))];
    const urgent = decoder.decode(ask(2, { priority: 'urgent', maxNewTokens: 2 }));
    expect(() => decoder.decode(ask(3))).toThrow(expect.objectContaining({ code: 'overloaded', retryAfterS: 1 }));
    await urgent.result;
    expect(peer.asked).toHaveLength(2);
    await first?.result;
  });

  it('come back when the caller goes, and the server is told', async () => {
    await open({ maxBatch: 1 });
    peer.msPerToken = 20;
    const gone = new AbortController();
    const decoding = decoder.decode(ask(0, { maxNewTokens: 400, signal: gone.signal }));
    const waiting = new AbortController();
    const never = decoder.decode(ask(1, { signal: waiting.signal }));
    const next = decoder.decode(ask(2, { maxNewTokens: 3 }));
    await waitFor(() => peer.asked.length === 1, { what: 'the request at the server' });
    waiting.abort();
    gone.abort();
    await expect(decoding.result).rejects.toMatchObject({ code: 'cancelled' });
    await expect(never.result).rejects.toMatchObject({ code: 'cancelled' });
    expect((await next.result).ids).toHaveLength(3);
    await waitFor(() => peer.left === 1, { what: 'the connection to be closed' });
  });
});

it('what is open when the decoder closes ends as draining', async () => {
  peer.msPerToken = 20;
  const { result } = decoder.decode(ask(0, { maxNewTokens: 400 }));
  await waitFor(() => peer.asked.length === 1, { what: 'the request at the server' });
  await decoder.close();
  await expect(result).rejects.toMatchObject({ code: 'draining' });
  expect(() => decoder.decode(ask())).toThrow(expect.objectContaining({ code: 'draining' }));
});
