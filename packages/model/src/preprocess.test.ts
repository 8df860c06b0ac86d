import { sha256 } from '@wetread/contracts';
import { describe, expect, it } from 'vitest';
import type { ImageSpec } from './manifest.ts';
import { type GreyImage, preprocess, preprocessInto, resizeSquare } from './preprocess.ts';

/** The digests are of Image.new('L', square, fill), paste, resize(size, BICUBIC) by Pillow 13 on the noise below. */
const cases = [
  {
    width: 224,
    height: 224,
    size: 224,
    fill: 0,
    sha256: '698182400723dc24baca96f4d33f2faf261aca744d966d6cd5e7e589b689d30b',
  },
  {
    width: 225,
    height: 223,
    size: 224,
    fill: 0,
    sha256: 'b0cbe0b6c904e053ca3920b2ffceccf3f282f8b183fae78aab8097b284a27a57',
  },
  {
    width: 300,
    height: 200,
    size: 224,
    fill: 0,
    sha256: 'c5d550f9cac30bb79a7100c00be6e38a869d6a5788e2af70eac0ed2a2400a276',
  },
  {
    width: 201,
    height: 333,
    size: 224,
    fill: 0,
    sha256: '1db4367b37b0af4e4bf6e5f1c6bfc6e86f53c7c94506069aac4246b14f5ac9d5',
  },
  {
    width: 1,
    height: 1,
    size: 224,
    fill: 0,
    sha256: 'bfb18a534df39eb004881c2e5a934dcdec88a146ad5a5d9b33fa5bdabe5691fa',
  },
  {
    width: 100,
    height: 80,
    size: 224,
    fill: 0,
    sha256: 'b338f84f62e5fe32ee1dcb075f8383ea065ddc9d287625a7a8c0ffa4dd459a79',
  },
  {
    width: 1024,
    height: 768,
    size: 224,
    fill: 0,
    sha256: '52d80fdc60c829aeb375e3a2af3b499f4aad4a7bc7be3dadb0bb31ed29279999',
  },
  {
    width: 997,
    height: 1301,
    size: 224,
    fill: 0,
    sha256: '77074264f9da33d0727bd8064a235355a0db0d62129934f7f0c71abe1686f470',
  },
  {
    width: 640,
    height: 480,
    size: 224,
    fill: 128,
    sha256: '6470f27b80a00d33a1d9b1b5ae3a6ccb7ce73915c83ac83ceebd67e6351ac187',
  },
  {
    width: 37,
    height: 500,
    size: 64,
    fill: 255,
    sha256: '94e02dbe1683919e76374bc6ca29f05551bdb241c4dab046c3c0391987b4687f',
  },
  {
    width: 63,
    height: 64,
    size: 96,
    fill: 7,
    sha256: '976899a5bc369b4c1d625b9ac7ab4d0a50fe36e4a8c85b19932b788ce1da5dbb',
  },
  {
    width: 512,
    height: 512,
    size: 224,
    fill: 0,
    sha256: '323ee0ea82aaf0e22f1deba6f712fa251edef847f7e0f47eab06f855da867afb',
  },
  {
    width: 2000,
    height: 3,
    size: 224,
    fill: 9,
    sha256: '04b0a2aec45f1ffc690712009a7568a50b32e87e1154a7efc1199543ba8d7013',
  },
];

/** Every value occurs beside every other: x ← 1664525·x + 1013904223 mod 2³², the top byte of each. */
function noise(width: number, height: number): GreyImage {
  const pixels = new Uint8Array(width * height);
  let state = width * 1000 + height;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pixels[i] = state >>> 24;
  }
  return { width, height, pixels };
}

const spec = (size: number, fill = 0): ImageSpec => ({
  size,
  fill,
  pad: 'square',
  resample: 'bicubic',
  mean: 0.5862785803043838,
  std: 0.27950088968644304,
});

describe('the resizing', () => {
  it.each(cases)('of $width × $height into $size over $fill is Pillow’s, bit for bit', (item) => {
    const resized = resizeSquare(noise(item.width, item.height), spec(item.size, item.fill));
    expect(sha256(resized)).toBe(item.sha256);
  });
});

describe('the encoder input', () => {
  it('is normalised and the same in its three channels', () => {
    const image = noise(224, 224);
    const values = preprocess(image, spec(224));
    const plane = 224 * 224;
    expect(values).toHaveLength(3 * plane);
    expect(values[5]).toBeCloseTo(((image.pixels[5] as number) / 255 - 0.5862785803043838) / 0.27950088968644304, 6);
    expect(values.subarray(plane, 2 * plane)).toEqual(values.subarray(0, plane));
    expect(values.subarray(2 * plane)).toEqual(values.subarray(0, plane));
  });

  it('goes into a batch at its place and touches nothing else', () => {
    const row = 3 * 64 * 64;
    const batch = new Float32Array(3 * row).fill(9);
    preprocessInto(noise(90, 70), spec(64), batch, row);
    expect(batch.subarray(row, 2 * row)).toEqual(preprocess(noise(90, 70), spec(64)));
    expect(batch.subarray(0, row).every((value) => value === 9)).toBe(true);
    expect(batch.subarray(2 * row).every((value) => value === 9)).toBe(true);
  });

  it('is refused where the pixels do not fill the image', () => {
    const image = { width: 10, height: 10, pixels: new Uint8Array(99) };
    expect(() => preprocess(image, spec(224))).toThrowError(expect.objectContaining({ code: 'image_invalid' }));
  });
});
