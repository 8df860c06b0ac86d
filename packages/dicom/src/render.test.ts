import {
  dicomFile,
  jpegFile,
  pngBomb,
  pngFile,
  sopClasses,
  storedValues,
  syntheticRadiograph,
  toBytes,
  transferSyntaxes,
  truncated,
} from '@wetread/testing';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodePng, renderGrey } from './render.ts';

const image = syntheticRadiograph({ width: 97, height: 75, bits: 12, seed: 5 });
const eight = { ...image, bits: 8, pixels: Uint16Array.from(toBytes(image)) };
const secondary = { sopClass: sopClasses.secondaryCapture, modality: 'OT' };

/** The largest difference in grey levels. */
function distance(a: Uint8Array, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return a.reduce((worst, value, at) => Math.max(worst, Math.abs(value - (b[at] as number))), 0);
}

describe('renderGrey of DICOM', () => {
  it.each([
    { bitsStored: 8 },
    { bitsStored: 10 },
    { bitsStored: 12 },
    { bitsStored: 14, highBit: 15 },
    { bitsStored: 16 },
    { bitsStored: 12, signed: true },
    { bitsStored: 16, signed: true },
    { bitsStored: 8, signed: true },
    { bitsStored: 12, photometric: 'MONOCHROME1' },
    { bitsStored: 12, rescale: { slope: 2, intercept: -1000 } },
    { bitsStored: 12, transferSyntax: transferSyntaxes.implicitLittleEndian },
  ] as const)('shows the whole range alike whatever the storage: %o', async (options) => {
    const shown = await renderGrey(await dicomFile({ image, ...options }));
    expect([shown.width, shown.height]).toEqual([97, 75]);
    const expected = Float64Array.from(image.pixels, (value) => (255 * value) / 4095);
    expect(distance(shown.pixels, expected)).toBeLessThan(options.bitsStored < 12 ? 1.6 : 0.6);
  });

  it('applies a linear window to the rescaled values', async () => {
    const window = { center: 900, width: 401 };
    const shown = await renderGrey(await dicomFile({ image, rescale: { slope: 0.5, intercept: 100 }, window }));
    const expected = Float64Array.from(image.pixels, (value) =>
      Math.min(255, Math.max(0, ((value * 0.5 + 100 - 699.5) / 400) * 255)),
    );
    expect(distance(shown.pixels, expected)).toBeLessThan(0.6);
  });

  it('applies an exact linear window, which is one step wider than a linear one', async () => {
    const window = { center: 900, width: 401, function: 'LINEAR_EXACT' };
    const shown = await renderGrey(await dicomFile({ image, window }));
    const expected = Float64Array.from(
      image.pixels,
      (value) => Math.min(1, Math.max(0, (value - 900) / 401 + 0.5)) * 255,
    );
    expect(distance(shown.pixels, expected)).toBeLessThan(0.6);
  });

  it('applies a sigmoid window', async () => {
    const shown = await renderGrey(
      await dicomFile({ image, window: { center: 2000, width: 800, function: 'SIGMOID' } }),
    );
    const expected = Float64Array.from(image.pixels, (value) => 255 / (1 + Math.exp((-4 * (value - 2000)) / 800)));
    expect(distance(shown.pixels, expected)).toBeLessThan(0.6);
  });

  it('takes the range of the data without padding where no window is given', async () => {
    const pixels = image.pixels.map((value, at) => (at < 50 ? 4000 : 1000 + (value >> 2)));
    const tissue = pixels.subarray(50);
    const [low, high] = [Math.min(...tissue), Math.max(...tissue)];
    const file = await dicomFile({
      ...secondary,
      image: { ...image, pixels },
      attributes: { PixelPaddingValue: 4000 },
    });
    const { pixels: shown } = await renderGrey(file);
    expect(
      distance(
        shown.subarray(50),
        Float64Array.from(tissue, (value) => (255 * (value - low)) / (high - low)),
      ),
    ).toBeLessThan(0.6);
    expect(shown[0]).toBe(255);
  });

  it('ignores bits above the stored ones', async () => {
    const file = await dicomFile({ image, ...secondary });
    const clean = await renderGrey(file);
    for (let at = file.length - image.pixels.length * 2; at < file.length; at += 2)
      file[at + 1] = (file[at + 1] as number) | 0xf0;
    expect(await renderGrey(file)).toEqual(clean);
  });

  it('shows a constant image as black', async () => {
    const flat = await dicomFile({
      ...secondary,
      image: { ...image, pixels: image.pixels.fill.call(new Uint16Array(image.pixels), 7) },
    });
    expect(new Set((await renderGrey(flat)).pixels)).toEqual(new Set([0]));
  });

  it.each(['MONOCHROME1', 'MONOCHROME2', 'YBR_FULL_422'] as const)(
    'decodes JPEG baseline in %s',
    async (photometric) => {
      const kind = photometric === 'YBR_FULL_422' ? secondary : {};
      const file = await dicomFile({ image, ...kind, photometric, transferSyntax: transferSyntaxes.jpegBaseline });
      const shown = await renderGrey(file);
      const mean =
        shown.pixels.reduce((sum, value, at) => sum + Math.abs(value - (eight.pixels[at] as number)), 0) /
        shown.pixels.length;
      expect(mean).toBeLessThan(3);
    },
  );

  it.each([
    ['RGB', false],
    ['RGB', true],
    ['YBR_FULL', false],
    ['YBR_FULL', true],
  ] as const)('takes the luma of %s, planar %s', async (photometric, planar) => {
    const shown = await renderGrey(await dicomFile({ ...secondary, image, photometric, planar, bitsStored: 8 }));
    expect(shown.pixels).toEqual(toBytes(image));
  });

  it('refuses a JPEG frame of another size than the header says', async () => {
    const file = await dicomFile({ image, transferSyntax: transferSyntaxes.jpegBaseline, attributes: { Rows: 76 } });
    await expect(renderGrey(file)).rejects.toMatchObject({ code: 'pixel_data_invalid' });
  });
});

describe('renderGrey of pictures', () => {
  it('keeps 8-bit values, from grey, colour and palette PNG alike', async () => {
    const grey = await pngFile(eight);
    expect((await renderGrey(grey)).pixels).toEqual(toBytes(image));
    expect((await renderGrey(await sharp(grey).toColourspace('srgb').png().toBuffer())).pixels).toEqual(toBytes(image));
    expect((await renderGrey(await sharp(grey).png({ palette: true }).toBuffer())).pixels.length).toBe(97 * 75);
  });

  it('stretches 16-bit values to their range', async () => {
    const low = image.pixels.reduce((a, b) => Math.min(a, b));
    const high = image.pixels.reduce((a, b) => Math.max(a, b));
    const { pixels } = await renderGrey(await pngFile(image));
    expect(
      distance(
        pixels,
        Float64Array.from(image.pixels, (value) => (255 * (value - low)) / (high - low)),
      ),
    ).toBeLessThan(0.6);
  });

  it('lays transparency on black', async () => {
    const clear = await sharp({
      create: { width: 80, height: 70, channels: 4, background: { r: 255, g: 255, b: 255, alpha: 0 } },
    })
      .png()
      .toBuffer();
    expect(new Set((await renderGrey(clear)).pixels)).toEqual(new Set([0]));
  });

  it('turns a picture as its orientation says', async () => {
    const turned = await sharp(await jpegFile(eight))
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100 })
      .toBuffer();
    const shown = await renderGrey(turned);
    expect([shown.width, shown.height]).toEqual([75, 97]);
    expect(Math.abs((shown.pixels[40] as number) - (eight.pixels[(75 - 1 - 40) * 97] as number))).toBeLessThan(20);
  });

  it('refuses a bomb, a cut picture and other files', async () => {
    await expect(renderGrey(await pngBomb(20_000, 20_000))).rejects.toMatchObject({ code: 'image_too_large' });
    await expect(renderGrey(truncated(await jpegFile(eight)))).rejects.toMatchObject({ code: 'truncated' });
    await expect(renderGrey(truncated(await pngFile(eight)))).rejects.toMatchObject({ code: 'truncated' });
    await expect(renderGrey(Buffer.from('%PDF-1.4'))).rejects.toMatchObject({ code: 'not_dicom' });
  });
});

it('encodes a PNG that decodes to the same pixels', async () => {
  const pixels = Uint8Array.from(storedValues(eight, {}));
  const png = await encodePng({ width: 97, height: 75, pixels });
  expect((await renderGrey(png)).pixels).toEqual(pixels);
});
