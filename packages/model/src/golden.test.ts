import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, loadBundle } from './bundle.ts';
import { type Golden, loadGolden, maxDifference } from './golden.ts';
import { checkDecoderGraph, checkEncoderGraph } from './graphs.ts';
import { preprocess } from './preprocess.ts';
import { buildPrompt } from './prompt.ts';
import { loadTokenizer } from './tokenizer.ts';

/** What Python computed when it exported the demo bundle, computed again. */

let bundle: Bundle;
let golden: Golden;
beforeAll(async () => {
  bundle = await loadBundle(fileURLToPath(new URL('../../../models/demo', import.meta.url)));
  golden = await loadGolden(bundle);
});

describe('the demo bundle', () => {
  it('has cases of every kind', () => {
    expect(golden.preprocess.length).toBeGreaterThan(1);
    expect(golden.encode.length).toBeGreaterThan(1);
    expect(golden.decode.length).toBeGreaterThan(0);
  });

  it('is preprocessed as in training', () => {
    for (const { image, pixels, tolerance } of golden.preprocess) {
      expect(maxDifference(preprocess(image, bundle.manifest.image), pixels.data)).toBeLessThanOrEqual(tolerance);
    }
  });

  it('spells its prompts as in training, and reads its answers back', async () => {
    const tokenizer = await loadTokenizer(bundle);
    for (const { question, promptIds, imageAt, ids, text } of golden.decode) {
      const { before, after } = buildPrompt(bundle.manifest, tokenizer, { question });
      expect([...before, ...after]).toEqual(promptIds);
      expect(before).toHaveLength(imageAt);
      const [answer = ''] = tokenizer.decode(ids).split(bundle.manifest.prompt.stop[0] ?? '\0');
      expect(answer.trim()).toBe(text);
    }
  });
});

describe('its encoder', () => {
  let session: InferenceSession;
  beforeAll(async () => {
    session = await InferenceSession.create(bundle.path(bundle.manifest.encoder.file), { intraOpNumThreads: 1 });
  });

  /** Rows of image tokens of a batch of golden cases. */
  async function encode(cases: readonly Golden['encode'][number][]): Promise<Float32Array[]> {
    const { size } = bundle.manifest.image;
    const row = 3 * size * size;
    const batch = new Float32Array(cases.length * row);
    for (const [i, { pixels }] of cases.entries()) batch.set(pixels.data, i * row);
    const feeds = { pixel_values: new Tensor('float32', batch, [cases.length, 3, size, size]) };
    const tokens = (await session.run(feeds)).image_tokens?.data as Float32Array;
    const length = tokens.length / cases.length;
    return cases.map((_, i) => tokens.subarray(i * length, (i + 1) * length));
  }

  const expectGolden = (cases: readonly Golden['encode'][number][], rows: readonly Float32Array[]) =>
    cases.forEach(({ imageTokens, tolerance }, i) => {
      expect(maxDifference(rows[i] as Float32Array, imageTokens.data)).toBeLessThanOrEqual(tolerance);
    });

  it('keeps its contract, as does the decoder', async () => {
    expect(() => checkEncoderGraph(session, bundle.manifest)).not.toThrow();
    const decoder = await InferenceSession.create(bundle.path(bundle.manifest.decoder.file), { intraOpNumThreads: 1 });
    expect(() => checkDecoderGraph(decoder, bundle.manifest)).not.toThrow();
    expect(() => checkDecoderGraph(session, bundle.manifest)).toThrowError(/input inputs_embeds is missing/);
    const narrow = { ...bundle.manifest, decoder: { ...bundle.manifest.decoder, width: 7 } };
    expect(() => checkEncoderGraph(session, narrow)).toThrowError(/output image_tokens is float32/);
  });

  it('gives the golden image tokens alone', async () => {
    for (const item of golden.encode) expectGolden([item], await encode([item]));
  });

  it('gives them batched', async () => {
    expectGolden(golden.encode, await encode(golden.encode));
  });

  it('gives them duplicated', async () => {
    const twice = [...golden.encode, ...golden.encode];
    expectGolden(twice, await encode(twice));
  });
});
