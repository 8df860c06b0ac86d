import { dicomFile, type GreyPixels, pngFile, transferSyntaxes } from '@wetread/testing';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { DisplayOptions } from './display.ts';
import { RenderPool } from './render-pool.ts';

const pool = new RenderPool({ threads: 1 });
afterAll(() => pool.close());

/** Brighter to the right, and the lower half brighter than the upper one. */
const [width, height] = [120, 80];
const image: GreyPixels = {
  width,
  height,
  bits: 12,
  pixels: Uint16Array.from(
    { length: width * height },
    (_, at) => (at % width) * 16 + (at >= (width * height) / 2 ? 2000 : 0),
  ),
};
const window = { center: 2048, width: 4096 };

async function shown(options: DisplayOptions, file?: Buffer) {
  const { bytes } = await pool.renderDisplay(file ?? (await dicomFile({ image, window })), options);
  const found = await sharp(bytes).metadata();
  const { data, info } = await sharp(bytes).greyscale().raw().toBuffer({ resolveWithObject: true });
  return {
    format: found.format,
    width: info.width,
    height: info.height,
    at: (x: number, y: number) => data[y * info.width + x] ?? 0,
  };
}

describe('an image as a viewer asks for it', () => {
  it.each(['jpeg', 'png', 'gif'] as const)('is %s in its own size', async (type) => {
    const { format, width: wide, height: high } = await shown({ type });
    expect([format, wide, high]).toEqual([type, width, height]);
  });

  it('goes through the window that is asked for', async () => {
    const own = await shown({ type: 'png' });
    const narrow = await shown({ type: 'png', window: { center: 2000, width: 2, function: 'LINEAR' } });
    expect([own.at(60, 10), own.at(60, 70)].every((value) => value > 20 && value < 235)).toBe(true);
    expect([narrow.at(60, 10), narrow.at(60, 70)]).toEqual([0, 255]);
    const sigmoid = await shown({ type: 'png', window: { center: 960, width: 800, function: 'SIGMOID' } });
    expect(Math.abs(sigmoid.at(60, 10) - 128)).toBeLessThanOrEqual(1);
  });

  it('fits the viewport and keeps its shape, smaller or larger', async () => {
    const small = await shown({ type: 'png', viewport: { width: 60, height: 60 } });
    expect([small.width, small.height]).toEqual([60, 40]);
    const large = await shown({ type: 'png', viewport: { width: 1000, height: 160 } });
    expect([large.width, large.height]).toEqual([240, 160]);
  });

  it('may be a region, turned around', async () => {
    const region = { left: 0, top: 40, width: 60, height: 0 };
    const part = await shown({ type: 'png', viewport: { width: 60, height: 40, region } });
    expect([part.width, part.height]).toEqual([60, 40]);
    const turned = { ...region, top: 0, width: -60, height: -80 };
    const other = await shown({ type: 'png', viewport: { width: 60, height: 80, region: turned } });
    expect(other.at(0, 0)).toBe(part.at(59, 39));
    expect(other.at(59, 79)).toBeLessThan(other.at(0, 79));
  });

  it('is refused where the region lies outside', async () => {
    const region = { left: 100, top: 0, width: 60, height: 10 };
    const asked = shown({ type: 'png', viewport: { width: 60, height: 10, region } });
    await expect(asked).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('may be blank, and may have come as a picture', async () => {
    const flat = { ...image, pixels: image.pixels.map(() => 5) };
    expect((await shown({ type: 'png' }, await dicomFile({ image: flat, window }))).width).toBe(width);
    expect((await shown({ type: 'jpeg' }, await pngFile(image))).height).toBe(height);
  });
});

it.each([
  'deflated',
  'rleLossless',
  'jpegLosslessFirstOrder',
  'jpegLsLossless',
  'jpeg2000Lossless',
  'htj2kLossless',
] as const)('samples are those of the native file: %s', async (name) => {
  const samples = await pool.readSamples(await dicomFile({ image, transferSyntax: transferSyntaxes[name] }));
  expect(Buffer.from(samples).equals(Buffer.from(image.pixels.buffer))).toBe(true);
});

it('samples of colour are refused', async () => {
  const file = await dicomFile({ image, photometric: 'RGB', bitsStored: 8 });
  await expect(pool.readSamples(file)).rejects.toMatchObject({ code: 'photometric_unsupported' });
});
