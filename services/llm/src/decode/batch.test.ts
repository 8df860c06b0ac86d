import { type Bundle, loadBundle, loadTokenEmbeddings, loadTokenizer } from '@wetread/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoBundle, randomPrompts, request } from '../fixtures/prompts.ts';
import { Batch, type BatchLimits } from './batch.ts';
import { bytesPerPosition, CacheBudget } from './cache-budget.ts';
import type { DecodeRequest } from './decoder.ts';
import { DecoderGraph, type StepInputs } from './decoder-graph.ts';
import type { KvCache } from './kv-cache.ts';

let bundle: Bundle;
let graph: DecoderGraph;
beforeAll(async () => {
  bundle = await loadBundle(demoBundle);
  graph = await DecoderGraph.open(bundle, 1);
});
afterAll(() => graph.close());

/** A batch in this thread, and every run of its graph. */
async function openBatch(limits: Partial<BatchLimits> = {}) {
  const runs: { rows: number; steps: number; held: number }[] = [];
  const watched = Object.create(graph, {
    spec: { value: graph.spec },
    run: {
      value: (inputs: StepInputs, cache: KvCache) => {
        runs.push({ rows: inputs.rows, steps: inputs.steps, held: cache.slots * cache.positions });
        return graph.run(inputs, cache);
      },
    },
  }) as DecoderGraph;
  const [tokenizer, embeddings] = await Promise.all([loadTokenizer(bundle), loadTokenEmbeddings(bundle)]);
  const model = { manifest: bundle.manifest, graph: watched, tokenizer, embeddings };
  const batch = new Batch(model, { maxBatch: 8, maxStallMs: 50, cacheBytes: 2 ** 30, ...limits });
  return { batch, runs };
}

/** Adds requests at given steps, runs to the end. @returns the tokens of each, in the order of their ends */
async function runAll(batch: Batch, requests: readonly DecodeRequest[], at: readonly number[] = []) {
  const tokens: (readonly number[])[] = [];
  const order: number[] = [];
  for (let step = 0; step === 0 || !batch.idle || at.some((when) => when >= step); step++) {
    for (const [id, item] of requests.entries()) if ((at[id] ?? 0) === step) batch.add(id, item, false);
    for (const { id, decoded, error } of await batch.step()) {
      if (error) throw new Error(error.code);
      if (decoded) order.push(id);
      if (decoded) tokens[id] = decoded.ids;
    }
  }
  return { tokens, order };
}

async function prompts(lengths: number[], change: Partial<DecodeRequest> = {}): Promise<DecodeRequest[]> {
  const all = await randomPrompts(bundle, lengths);
  return all.map((prompt) => request(prompt, { maxNewTokens: 40, ...change }));
}

async function alone(requests: readonly DecodeRequest[]) {
  const { batch } = await openBatch();
  const found: (readonly number[])[] = [];
  for (const item of requests) found.push(...(await runAll(batch, [item])).tokens);
  return found;
}

describe('an urgent request without a free place', () => {
  const sampling = { temperature: 0.8, topP: 0.9, repetitionPenalty: 1.2, seed: 3 };

  it('takes that of a routine one, which then says the same as alone', async () => {
    const [first, second, urgent] = (await prompts([90, 20, 30], { sampling })) as [
      DecodeRequest,
      DecodeRequest,
      never,
    ];
    const requests = [first, second, { ...(urgent as DecodeRequest), priority: 'urgent' as const, maxNewTokens: 10 }];
    const { batch, runs } = await openBatch({ maxBatch: 2 });
    const { tokens, order } = await runAll(batch, requests, [0, 0, 12]);
    expect(order[0]).toBe(2);
    expect(Math.max(...runs.map(({ rows }) => rows))).toBe(2);
    expect(tokens).toEqual(await alone(requests));
  });

  it('waits where all places are urgent', async () => {
    const requests = await prompts([20, 30, 25], { priority: 'urgent', maxNewTokens: 10 });
    const { batch } = await openBatch({ maxBatch: 1 });
    expect((await runAll(batch, requests, [0, 2, 3])).order).toEqual([0, 1, 2]);
  });
});

describe('the beginning that prompts share', () => {
  const shared = 48;

  async function family(count: number): Promise<DecodeRequest[]> {
    const [beginning] = (await randomPrompts(bundle, [shared])) as [Float32Array];
    const ends = await randomPrompts(
      bundle,
      Array.from({ length: count }, (_, i) => 10 + i),
      2,
    );
    return ends.map((end) =>
      request(Float32Array.from([...beginning, ...end]), { maxNewTokens: 12, sharedPositions: shared }),
    );
  }

  it('is computed once, and changes no answer', async () => {
    const requests = await family(3);
    const { batch, runs } = await openBatch();
    const positions: number[] = [];
    const tokens: (readonly number[])[] = [];
    for (const item of requests) {
      const before = runs.length;
      tokens.push(...(await runAll(batch, [item])).tokens);
      positions.push(runs.slice(before).reduce((sum, { steps }) => sum + (steps > 1 ? steps : 0), 0));
    }
    expect(positions).toEqual([64, 16, 16]);
    expect(tokens).toEqual(await alone(requests));
    const together = await openBatch();
    expect((await runAll(together.batch, requests)).tokens).toEqual(tokens);
  });

  it('of another prompt is not taken for it', async () => {
    const [item] = (await family(1)) as [DecodeRequest];
    const other = { ...item, embeddings: item.embeddings.map((value, i) => (i === 0 ? value + 1 : value)) };
    const { batch } = await openBatch();
    await runAll(batch, [item]);
    expect((await runAll(batch, [other])).tokens).toEqual(await alone([other]));
  });
});

describe('memory', () => {
  it('bounds how many rows run at once, and no answer is lost or changed', async () => {
    const requests = await prompts([100, 20, 150, 40, 60, 30, 20, 90, 10, 70]);
    const positions = 2_000;
    const cacheBytes = positions * bytesPerPosition(bundle.manifest.decoder);
    const { batch, runs } = await openBatch({ cacheBytes });
    const { tokens } = await runAll(batch, requests);
    expect(tokens).toEqual(await alone(requests));
    expect(Math.max(...runs.map(({ rows }) => rows))).toBeLessThan(8);
    expect(Math.max(...runs.map(({ held }) => held))).toBeLessThan(positions);
  });

  it('is counted for rows grown to their ends, in whole groups and buckets', () => {
    const spec = { ...bundle.manifest.decoder, layers: 1, kvHeads: 1, headDim: 1 };
    const shape = { maxRows: 16, promptRows: 2, sharedPositions: 0 };
    // (4 slots + 2 prompts) × (128 + 64) positions.
    const budget = new CacheBudget(6 * 192 * 8, spec, shape);
    expect([budget.holds([128]), budget.holds([128, 60, 3, 100])]).toEqual([true, true]);
    expect([budget.holds([129]), budget.holds([1, 1, 1, 1, 128])]).toEqual([false, false]);
    expect(budget.longestRow).toBe(128);
    expect(new CacheBudget(1e9, spec, shape).holds(Array(17).fill(1))).toBe(false);
  });
});
