import { WetreadError } from '@wetread/contracts';
import type { ImageSpec } from './manifest.ts';
import { axisOf, resampleColumns, resampleRows } from './resample.ts';

/** One channel of 8 bits, [height, width] row by row. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/**
 * The encoder's input for one image: padded to a square, resized, normalised, repeated to three channels.
 * @returns float32 [3, size, size]
 * @throws WetreadError `image_invalid` where the pixels do not fill width × height
 */
export function preprocess(image: GreyImage, spec: ImageSpec): Float32Array {
  const out = new Float32Array(3 * spec.size * spec.size);
  preprocessInto(image, spec, out, 0);
  return out;
}

/** As `preprocess`, into `out` from element `at` on: a batch needs no copies. */
export function preprocessInto(image: GreyImage, spec: ImageSpec, out: Float32Array, at: number): void {
  const grey = resizeSquare(image, spec);
  const values = normalised(spec);
  const plane = grey.length;
  for (let i = 0; i < plane; i++) out[at + i] = values[grey[i] as number] as number;
  out.copyWithin(at + plane, at, at + plane);
  out.copyWithin(at + 2 * plane, at, at + plane);
}

/** uint8 [size, size]: the image, centred on a square of side max(width, height, size), resized. */
export function resizeSquare({ width, height, pixels }: GreyImage, { size, fill }: ImageSpec): Uint8Array {
  if (!(width > 0 && height > 0) || pixels.length !== width * height) {
    throw new WetreadError('image_invalid', `${pixels.length} grey values are no image of ${width} × ${height}`);
  }
  const side = Math.max(width, height, size);
  const left = Math.floor((side - width) / 2);
  const top = Math.floor((side - height) / 2);
  if (side === size) return padded({ width, height, pixels }, size, left, top, fill);
  const common = { length: side, outLength: size, fill };
  const rows = resampleRows(pixels, width, height, axisOf({ ...common, offset: left, content: width }));
  return resampleColumns(rows, size, axisOf({ ...common, offset: top, content: height }));
}

function padded(
  { width, height, pixels }: GreyImage,
  size: number,
  left: number,
  top: number,
  fill: number,
): Uint8Array {
  const out = new Uint8Array(size * size).fill(fill);
  for (let y = 0; y < height; y++) out.set(pixels.subarray(y * width, (y + 1) * width), (top + y) * size + left);
  return out;
}

const normalised = ({ mean, std }: ImageSpec): Float32Array =>
  Float32Array.from({ length: 256 }, (_, value) => (value / 255 - mean) / std);
