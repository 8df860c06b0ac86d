import { createHash } from 'node:crypto';
import { type ImageSpec, resizeSquare } from '@wetread/model';
import { type DicomFileOptions, dicomFile, type GreyPixels, transferSyntaxes } from '@wetread/testing';
import { expect, it } from 'vitest';
import { renderGrey } from './render.ts';

/**
 * From 16-bit DICOM to the grey of the encoder's input, against numpy 2.4 and Pillow 13.0: window, inversion, padding to a
 * square, bicubic. What follows, one table of floats, is held to PyTorch by the golden tensors of packages/model.
 */
const spec: ImageSpec = {
  size: 224,
  fill: 0,
  pad: 'square',
  resample: 'bicubic',
  mean: 0.5862785803,
  std: 0.2795008897,
};

/** Every value occurs: x ← 1664525·x + 1013904223 mod 2³², the upper two bytes of each. */
function noise(width: number, height: number): GreyPixels {
  const pixels = new Uint16Array(width * height);
  let state = width * 1000 + height;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pixels[i] = state >>> 16;
  }
  return { width, height, bits: 16, pixels };
}

/** The negative, which MONOCHROME1 stores of what it shows. */
const negative = (image: GreyPixels): GreyPixels => ({ ...image, pixels: image.pixels.map((value) => 65_535 - value) });

const wide: DicomFileOptions = { image: noise(301, 250), bitsStored: 16, window: { center: 30_000, width: 41_000 } };
const high: DicomFileOptions = {
  image: negative(noise(250, 333)),
  bitsStored: 16,
  signed: true,
  photometric: 'MONOCHROME1',
  window: { center: -500, width: 30_001 },
};

it.each([
  ['wider than high', wide, 'f699e8e95c2d9cc5c4eeba5fe391113f7fef32a39abbf28e215c2e881d0b7366'],
  [
    'wider than high, compressed',
    { ...wide, transferSyntax: transferSyntaxes.htj2kLossless },
    'f699e8e95c2d9cc5c4eeba5fe391113f7fef32a39abbf28e215c2e881d0b7366',
  ],
  ['higher than wide, signed, MONOCHROME1', high, '46c8e6857d22cb8975a1977432a8f3ab45654d17f248f262a88412a76ec450dc'],
])('is the reference’s, bit for bit: %s', async (_, options, sha256) => {
  const resized = resizeSquare(await renderGrey(await dicomFile(options)), spec);
  expect(createHash('sha256').update(resized).digest('hex')).toBe(sha256);
});
