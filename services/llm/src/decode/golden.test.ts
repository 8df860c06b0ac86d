import {
  type Bundle,
  type Golden,
  loadBundle,
  loadGolden,
  loadTokenEmbeddings,
  loadTokenizer,
  maxDifference,
} from '@wetread/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoBundle, goldenPrompt, greedy, request } from '../fixtures/prompts.ts';
import { Answer } from './answer.ts';
import { DecoderGraph } from './decoder-graph.ts';
import { Lane } from './lane.ts';
import { OnnxDecoder } from './onnx-decoder.ts';
import { Row } from './row.ts';
import { Sampler, SamplerScratch } from './sampler.ts';

/** What Python computed with the demo bundle, computed again: alone, batched, duplicated. */

let bundle: Bundle;
let golden: Golden;
let prompts: Float32Array[];
beforeAll(async () => {
  bundle = await loadBundle(demoBundle);
  golden = await loadGolden(bundle);
  prompts = await Promise.all(golden.decode.map((item) => goldenPrompt(bundle, item)));
});

/** Which cases run together. */
const companies = (cases: number): readonly (readonly [string, readonly number[]])[] => {
  const all = Array.from({ length: cases }, (_, i) => i);
  return [...all.map((i) => [`case ${i} alone`, [i]] as const), ['batched', all], ['duplicated', [...all, ...all, 0]]];
};

describe('first logits', () => {
  let graph: DecoderGraph;
  beforeAll(async () => {
    graph = await DecoderGraph.open(bundle, 1);
  });
  afterAll(() => graph.close());

  async function firstLogits(cases: readonly number[]): Promise<Float32Array[]> {
    const [tokenizer, embeddings] = [await loadTokenizer(bundle), await loadTokenEmbeddings(bundle)];
    const lane = new Lane(graph, { maxRows: cases.length, maxSteps: 64, stepGranule: 16 });
    const rows = cases.map((i) => {
      const sampler = new Sampler(greedy, new SamplerScratch(bundle.manifest.decoder.vocab));
      const answer = new Answer(tokenizer, []);
      return new Row(request(prompts[i] as Float32Array), false, {
        embeddings,
        sampler,
        answer,
        contextLength: 512,
        eosId: 2,
      });
    });
    for (const row of rows) lane.add(row);
    const found = new Map<Row, Float32Array>();
    while (lane.rows.length > 0) {
      const logits = await lane.run();
      for (const [slot, row] of [...lane.rows].entries()) {
        if (row.inPrompt) continue;
        found.set(row, logits[slot] as Float32Array);
        lane.remove(row);
      }
    }
    return rows.map((row) => found.get(row) as Float32Array);
  }

  it('are those of the exporter', async () => {
    for (const [company, cases] of companies(prompts.length)) {
      const logits = await firstLogits(cases);
      for (const [at, i] of cases.entries()) {
        const { logits: expected, tolerance } = golden.decode[i] as Golden['decode'][number];
        const found = logits[at] as Float32Array;
        expect(maxDifference(found, expected.data), company).toBeLessThanOrEqual(tolerance);
      }
    }
  });

  it('are the same to the last bit, whoever runs beside them', async () => {
    const together = await firstLogits(prompts.map((_, i) => i));
    for (const [i, logits] of together.entries()) {
      expect(maxDifference(logits, (await firstLogits([i]))[0] as Float32Array), `case ${i}`).toBe(0);
    }
  });
});

describe('answers', () => {
  let decoder: OnnxDecoder;
  beforeAll(async () => {
    decoder = await OnnxDecoder.open(bundle, { maxBatch: 16, maxWaiting: 64, maxStallMs: 50, cacheBytes: 2 ** 30 });
  });
  afterAll(() => decoder.close());

  it('are those of the exporter', async () => {
    const { prompt, decoding } = bundle.manifest;
    for (const [company, cases] of companies(prompts.length)) {
      const change = { stop: prompt.stop, maxNewTokens: decoding.maxNewTokens };
      const open = cases.map((i) => decoder.decode(request(prompts[i] as Float32Array, change)));
      for (const [at, i] of cases.entries()) {
        const { ids, text } = (await open[at]?.result) ?? {};
        const expected = golden.decode[i];
        expect({ ids, text }, company).toEqual({ ids: expected?.ids, text: expected?.text });
      }
    }
  });
});
