import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { type Bundle, type Golden, type GreyImage, loadBundle, loadGolden, maxDifference } from '@wetread/model';
import type { EncodeResponse__Output, Image } from '@wetread/protos';
import { jpegFile, pngBomb, pngFile, syntheticRadiograph, toBytes } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoBundle, type Running, runEncoder } from './fixtures/running.ts';

let running: Running;
let bundle: Bundle;
let golden: Golden;
beforeAll(async () => {
  running = await runEncoder({ MAX_IMAGE_PIXELS: '4000000' });
  bundle = await loadBundle(demoBundle);
  golden = await loadGolden(bundle);
});
afterAll(() => running.stop());

const grey = ({ width, height, pixels }: GreyImage): Image => ({ grey: { width, height, pixels } });
const radiograph = syntheticRadiograph({ width: 400, height: 300, seed: 3 });
const sound = grey({ width: 400, height: 300, pixels: toBytes(radiograph) });

function rows(response: EncodeResponse__Output): Float32Array[] {
  return response.results.map(({ embeddings, error }) => {
    if (!embeddings) throw new Error(`no embeddings: ${error?.code}`);
    return new Float32Array(new Uint8Array(embeddings).buffer);
  });
}

describe('golden images', () => {
  /** Image tokens of the golden image that each encode case starts from. */
  const cases = () => {
    const of = (pixels: Float32Array) =>
      golden.preprocess.find((item) => maxDifference(item.pixels.data, pixels) === 0);
    return golden.encode.flatMap((item) => {
      const source = of(item.pixels.data);
      return source ? [{ image: grey(source.image), tokens: item.imageTokens.data, tolerance: item.tolerance }] : [];
    });
  };
  const expectTokens = async (items: ReturnType<typeof cases>) => {
    const found = rows(await running.client.encode({ images: items.map(({ image }) => image) }));
    expect(found).toHaveLength(items.length);
    items.forEach(({ tokens, tolerance }, i) => {
      expect(maxDifference(found[i] as Float32Array, tokens)).toBeLessThanOrEqual(tolerance);
    });
  };

  it('give their tokens alone', async () => {
    expect(cases().length).toBeGreaterThan(1);
    for (const item of cases()) await expectTokens([item]);
  });

  it('give them batched', () => expectTokens(cases()));

  it('give them duplicated, over more than one batch', () =>
    expectTokens([...cases(), ...cases(), ...cases(), ...cases()]));
});

describe('a response', () => {
  it('says the bundle, the shape and the times', async () => {
    const response = await running.client.encode({ images: [sound] });
    const { imageTokens } = bundle.manifest.encoder;
    const { width } = bundle.manifest.decoder;
    expect(response).toMatchObject({ bundle: bundle.digest, imageTokens, width });
    expect(response.results[0]?.embeddings).toHaveLength(4 * imageTokens * width);
    expect(response.results[0]?.inferenceMs).toBeGreaterThan(0);
  });

  it('agrees with what Describe says', async () => {
    const { encoder, decoder, name, version } = bundle.manifest;
    expect(await running.client.describe()).toEqual({
      bundle: bundle.digest,
      bundleName: name,
      bundleVersion: version,
      imageTokens: encoder.imageTokens,
      width: decoder.width,
      maxBatch: 8,
      maxImagesPerRequest: 256,
      maxImagePixels: 4_000_000,
      maxRequestBytes: 64 * 1024 * 1024,
    });
  });
});

describe('one image', () => {
  it('gives the same tokens as pixels, as PNG of either depth, and by storage key', async () => {
    const deep = syntheticRadiograph({ width: 400, height: 300, seed: 3, bits: 16 });
    await writeFile(join(running.storage, 'image.png'), await pngFile(radiograph));
    const images = [sound, { encoded: await pngFile(radiograph) }, { storageKey: 'image.png' }];
    const [pixels, png, stored] = rows(await running.client.encode({ images }));
    expect(png).toEqual(pixels);
    expect(stored).toEqual(pixels);
    const [shallow] = rows(await running.client.encode({ images: [{ encoded: await pngFile(deep) }] }));
    expect(maxDifference(shallow as Float32Array, pixels as Float32Array)).toBeLessThan(0.2);
  });

  it('may be a JPEG', async () => {
    const [jpeg, pixels] = rows(
      await running.client.encode({ images: [{ encoded: await jpegFile(radiograph) }, sound] }),
    );
    expect(maxDifference(jpeg as Float32Array, pixels as Float32Array)).toBeLessThan(0.5);
  });
});

describe('a bad image has its error while its neighbours are served', () => {
  const cut = async () => {
    const png = await pngFile(radiograph);
    return { encoded: png.subarray(0, png.length / 2) };
  };
  const bomb = async () => ({ encoded: await pngBomb(20_000, 20_000) });
  it.each<[string, Image | (() => Promise<Image>), string]>([
    ['no image', { encoded: Buffer.from('%PDF-1.7 and so on') }, 'image_invalid'],
    ['a cut PNG', cut, 'image_invalid'],
    ['no bytes', { encoded: Buffer.alloc(0) }, 'image_invalid'],
    ['a PNG of 20,000 × 20,000', bomb, 'too_large'],
    ['pixels that do not fill it', { grey: { width: 9, height: 9, pixels: Buffer.alloc(80) } }, 'image_invalid'],
    ['pixels of nothing', { grey: { width: 0, height: 5, pixels: Buffer.alloc(0) } }, 'image_invalid'],
    ['too many pixels', { grey: { width: 3000, height: 3000, pixels: Buffer.alloc(9_000_000) } }, 'too_large'],
    ['a key of nothing', { storageKey: 'none.png' }, 'not_found'],
    ['a key that leaves the storage', { storageKey: '../../etc/passwd' }, 'invalid_request'],
    ['no source at all', {}, 'image_invalid'],
  ])('%s', async (_, made, code) => {
    const bad = typeof made === 'function' ? await made() : made;
    const { results } = await running.client.encode({ images: [sound, bad, sound] });
    expect(results.map(({ outcome }) => outcome)).toEqual(['embeddings', 'error', 'embeddings']);
    expect(results[1]?.error).toMatchObject({ code, retryable: false });
  });
});

describe('a whole call is refused', () => {
  it.each<[string, Parameters<Running['client']['encode']>[0], number, string]>([
    ['without images', { images: [] }, status.INVALID_ARGUMENT, 'invalid_request'],
    ['with too many', { images: Array(257).fill({ storageKey: 'x' }) }, status.INVALID_ARGUMENT, 'invalid_request'],
    [
      'for another bundle',
      { images: [sound], expectedBundle: 'f'.repeat(64) },
      status.FAILED_PRECONDITION,
      'bundle_mismatch',
    ],
  ])('%s', async (_, request, code, name) => {
    const error = await running.client.encode(request).catch((thrown) => thrown);
    expect(error.status).toBe(code);
    expect(error.metadata.get('wetread-code')).toEqual([name]);
  });

  it('but not for the bundle it expects', async () => {
    const response = await running.client.encode({ images: [sound], expectedBundle: bundle.digest });
    expect(response.results[0]?.outcome).toBe('embeddings');
  });
});
