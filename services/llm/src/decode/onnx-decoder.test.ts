import { Worker } from 'node:worker_threads';
import { type Bundle, loadBundle } from '@wetread/model';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decodeAll, demoBundle, greedy, randomPrompts, request } from '../fixtures/prompts.ts';
import { bytesPerPosition } from './cache-budget.ts';
import { spawnDecodeWorker } from './decode-thread.ts';
import type { DecodeRequest } from './decoder.ts';
import { OnnxDecoder, type OnnxDecoderOptions } from './onnx-decoder.ts';

let bundle: Bundle;
beforeAll(async () => {
  bundle = await loadBundle(demoBundle);
});

let decoder: OnnxDecoder;
afterEach(() => decoder.close());
const dyingWorker = new URL('../fixtures/dying.worker.ts', import.meta.url);

async function open(change: Partial<OnnxDecoderOptions> = {}): Promise<void> {
  const options = { maxBatch: 16, maxWaiting: 64, maxStallMs: 50, cacheBytes: 2 ** 30, workers: 1, ...change };
  decoder = await OnnxDecoder.open(bundle, options);
}

/** Requests of mixed length that neither meet a stop nor, but for chance, an end. */
async function mixedRequests(count: number, change: Partial<DecodeRequest> = {}): Promise<DecodeRequest[]> {
  const lengths = Array.from({ length: count }, (_, i) => 5 + ((i * 37) % 190));
  const prompts = await randomPrompts(bundle, lengths);
  return prompts.map((prompt, i) => request(prompt, { maxNewTokens: 10 + ((i * 13) % 90), ...change }));
}

const first = async <T>(items: AsyncIterable<T>): Promise<T | undefined> => {
  for await (const item of items) return item;
  return undefined;
};

describe('a request', () => {
  it.each([
    ['greedy', greedy],
    ['drawn', { temperature: 0.9, topP: 0.9, repetitionPenalty: 1.1, seed: 7 }],
  ])('has the same tokens alone and among 15 others, %s', async (_, sampling) => {
    await open({ workers: 2, maxBatch: 24 });
    const requests = (await mixedRequests(16)).map((item, i) => ({ ...item, sampling: { ...sampling, seed: i } }));
    const together = await decodeAll(decoder, requests);
    for (const [i, item] of requests.entries()) expect(together[i]).toEqual((await decodeAll(decoder, [item]))[0]);
  });

  it('draws other tokens with another seed, and the same with the same', async () => {
    await open();
    const [item] = (await mixedRequests(1, { maxNewTokens: 40 })) as [DecodeRequest];
    const drawn = (seed: number) => ({ ...item, sampling: { temperature: 2, topP: 1, repetitionPenalty: 1, seed } });
    const [a, b, c] = await decodeAll(decoder, [drawn(1), drawn(2), drawn(1)]);
    expect(a).toEqual(c);
    expect(a).not.toEqual(b);
  });

  it('gives out its text in pieces', async () => {
    await open();
    const [item] = (await mixedRequests(1, { maxNewTokens: 30 })) as [DecodeRequest];
    const { pieces, result } = decoder.decode(item);
    const read: string[] = [];
    for await (const piece of pieces) read.push(piece);
    expect(read.length).toBeGreaterThan(3);
    expect(read.join('').trim()).toBe((await result).text);
  });

  it('gives out its text also to one who asks when all is done', async () => {
    await open();
    const [item] = (await mixedRequests(1)) as [DecodeRequest];
    const decoding = decoder.decode(item);
    const { text } = await decoding.result;
    expect((await Array.fromAsync(decoding.pieces)).join('').trim()).toBe(text);
  });

  it('ends before a stop string that its tokens cross', async () => {
    await open();
    const [item] = (await mixedRequests(1, { maxNewTokens: 40 })) as [DecodeRequest];
    const { text, ids } = await decoder.decode(item).result;
    const stop = text.slice(10, 17);
    const stopped = await decoder.decode({ ...item, stop: ['\u0000', stop] }).result;
    expect(stopped).toMatchObject({ stopReason: 'stop', text: text.slice(0, text.indexOf(stop)).trim() });
    expect(ids.slice(0, stopped.ids.length)).toEqual(stopped.ids);
  });

  it('ends where the context ends', async () => {
    await open();
    const { contextLength } = decoder.describe();
    const [prompt] = (await randomPrompts(bundle, [contextLength - 3])) as [Float32Array];
    const { stopReason, ids } = await decoder.decode(request(prompt)).result;
    expect(stopReason === 'eos' || ids.length === 3).toBe(true);
  });
});

describe('a bad request is refused by itself', () => {
  const width = () => decoder.describe().width;
  const cases: readonly [string, () => Partial<DecodeRequest>, string][] = [
    ['too long', () => ({ embeddings: new Float32Array(512 * width()) }), 'context_too_long'],
    ['of a wrong width', () => ({ embeddings: new Float32Array(width() + 1) }), 'embedding_invalid'],
    ['empty', () => ({ embeddings: new Float32Array(0) }), 'embedding_invalid'],
    ['with NaN', () => ({ embeddings: new Float32Array(width()).fill(Number.NaN) }), 'embedding_invalid'],
    ['with infinity', () => ({ embeddings: new Float32Array(width()).fill(-1 / 0) }), 'embedding_invalid'],
    ['for no tokens', () => ({ maxNewTokens: 0 }), 'invalid_request'],
    ['of top-p 0', () => ({ sampling: { ...greedy, topP: 0 } }), 'sampling_invalid'],
    ['of negative temperature', () => ({ sampling: { ...greedy, temperature: -1 } }), 'sampling_invalid'],
    ['with an unknown setting', () => ({ sampling: { ...greedy, topK: 3 } as never }), 'sampling_invalid'],
  ];

  it.each(cases)('%s', async (_, change, code) => {
    await open();
    const [item] = (await mixedRequests(1)) as [DecodeRequest];
    const running = decoder.decode(item);
    expect(() => decoder.decode({ ...item, ...change() })).toThrow(expect.objectContaining({ code }));
    expect((await running.result).ids.length).toBeGreaterThan(0);
  });

  it('that the cache has no room for', async () => {
    await open({ cacheBytes: 1_500 * bytesPerPosition(bundle.manifest.decoder) });
    const [item] = (await mixedRequests(1, { maxNewTokens: 20 })) as [DecodeRequest];
    const long = () => decoder.decode({ ...item, maxNewTokens: 200 });
    expect(long).toThrow(expect.objectContaining({ code: 'context_too_long', retryable: false }));
    expect((await decoder.decode(item).result).ids.length).toBeGreaterThan(0);
    await expect(
      OnnxDecoder.open(bundle, { maxBatch: 1, maxWaiting: 1, maxStallMs: 1, cacheBytes: 1e3 }),
    ).rejects.toThrow(/CACHE_MB/);
  });

  it('whose numbers overflow in the model leaves nothing to those that follow', async () => {
    await open({ maxBatch: 2 });
    const [item, other] = (await mixedRequests(2)) as [DecodeRequest, DecodeRequest];
    const expected = await decodeAll(decoder, [other, other]);
    const huge = request(item.embeddings.map((_, i) => (i % 2 ? 3e38 : 1e19)));
    await decoder.decode(huge).result.catch((error) => expect(error).toMatchObject({ code: 'embedding_invalid' }));
    expect(await decodeAll(decoder, [other, other])).toEqual(expected);
  });
});

describe('places', () => {
  it('are bounded (I6)', async () => {
    await open({ maxBatch: 1, maxWaiting: 2 });
    const requests = await mixedRequests(4);
    const open3 = requests.slice(0, 3).map((item) => decoder.decode(item));
    const fourth = () => decoder.decode(requests[3] as DecodeRequest);
    expect(fourth).toThrow(expect.objectContaining({ code: 'overloaded', retryable: true, retryAfterS: 1 }));
    await Promise.all(open3.map(({ result }) => result));
    await fourth().result;
  });

  it('go to interactive requests first, then to urgent ones', async () => {
    await open({ maxBatch: 1 });
    const requests = await mixedRequests(5, { maxNewTokens: 10 });
    const ended: number[] = [];
    const priority = (i: number) => (['interactive', 'urgent'] as const)[4 - i] ?? 'routine';
    const watch = (item: DecodeRequest, i: number) =>
      decoder.decode({ ...item, priority: priority(i) }).result.then(() => ended.push(i));
    await Promise.all(requests.map(watch));
    expect(ended).toEqual([4, 3, 0, 1, 2]);
  });

  it('come back when the caller goes', async () => {
    await open({ maxBatch: 1, maxWaiting: 1 });
    const [item, next] = (await mixedRequests(2)) as [DecodeRequest, DecodeRequest];
    const gone = new AbortController();
    const long = { ...item, maxNewTokens: 500, signal: gone.signal };
    const { pieces, result } = decoder.decode(long);
    await first(pieces);
    const waiting = decoder.decode(next);
    gone.abort();
    await expect(result).rejects.toMatchObject({ code: 'cancelled' });
    expect((await waiting.result).ids.length).toBeGreaterThan(0);
    await expect(decoder.decode(long).result).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a thread that dies', () => {
  /** Of the threads started, the first `deaths` die after some messages. */
  async function openDying(deaths: number, eventsUntilDeath: number): Promise<{ readonly started: () => number }> {
    let started = 0;
    const options = { maxBatch: 16, maxWaiting: 64, maxStallMs: 50, cacheBytes: 2 ** 30, workers: 1 };
    decoder = await OnnxDecoder.open(bundle, options, (setup) =>
      started++ < deaths
        ? new Worker(dyingWorker, { workerData: { ...setup, eventsUntilDeath } })
        : spawnDecodeWorker(setup),
    );
    return { started: () => started };
  }

  it('is replaced, and its requests run again', async () => {
    const { started } = await openDying(1, 10);
    const requests = await mixedRequests(6, { maxNewTokens: 60 });
    const running = requests.map((item) => decoder.decode(item));
    const texts = await Promise.all(running.map(async ({ pieces }) => (await Array.fromAsync(pieces)).join('').trim()));
    const results = await Promise.all(running.map(({ result }) => result));
    expect(started()).toBe(2);
    expect(texts).toEqual(results.map(({ text }) => text));
    expect(results.map(({ ids }) => ids)).toEqual(await decodeAll(decoder, requests));
  });

  it('again and again fails the requests that it had', async () => {
    await openDying(3, 2);
    const [item] = (await mixedRequests(1, { maxNewTokens: 60 })) as [DecodeRequest];
    const { pieces, result } = decoder.decode(item);
    await expect(result).rejects.toMatchObject({ code: 'decoder_unavailable', retryable: true });
    await expect(Array.fromAsync(pieces)).rejects.toMatchObject({ code: 'decoder_unavailable' });
    expect((await decoder.decode(item).result).ids.length).toBeGreaterThan(0);
  });
});

it("a graph that is not the manifest's fails the start", async () => {
  const manifest = { ...bundle.manifest, decoder: { ...bundle.manifest.decoder, layers: 3 } };
  const options = { maxBatch: 1, maxWaiting: 1, maxStallMs: 50, cacheBytes: 2 ** 30 };
  await expect(OnnxDecoder.open({ ...bundle, manifest }, options)).rejects.toMatchObject({ code: 'bundle_invalid' });
  await open();
});

it('what is open when the decoder closes ends as draining', async () => {
  await open();
  const [item] = (await mixedRequests(1)) as [DecodeRequest];
  const { result } = decoder.decode(item);
  await decoder.close();
  await expect(result).rejects.toMatchObject({ code: 'draining' });
  expect(() => decoder.decode(item)).toThrow(expect.objectContaining({ code: 'draining' }));
});
