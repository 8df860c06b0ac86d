/**
 * Pillow's antialiased bicubic on 8-bit values, bit for bit: coefficients as 22-bit fixed-point numbers, a horizontal
 * pass, rounding to 8 bits, a vertical pass. A model sees exactly the pixels that it was trained on.
 */

const PRECISION_BITS = 22;
const HALF = 1 << (PRECISION_BITS - 1);
const SUPPORT = 2;
const A = -0.5;

/** How one axis is resized: output i is (base[i] + Σ weights[first[i]…] · input[from[i]…from[i]+count[i])) >> 22. */
export interface Axis {
  readonly base: Int32Array;
  readonly from: Int32Array;
  readonly count: Int32Array;
  readonly first: Int32Array;
  readonly weights: Int32Array;
}

export interface AxisSpec {
  /** Length before and after resizing. */
  readonly length: number;
  readonly outLength: number;
  /** The content lies at [offset, offset + content) of `length`; all else has the value `fill`. */
  readonly offset: number;
  readonly content: number;
  readonly fill: number;
}

const CACHED_AXES = 64;
const axes = new Map<string, Axis>();

/** Studies of one machine have one size, so the coefficients of an axis are kept. */
export function axisOf(spec: AxisSpec): Axis {
  const key = `${spec.length}/${spec.outLength}/${spec.offset}/${spec.content}/${spec.fill}`;
  const known = axes.get(key);
  if (known) return known;
  const oldest = axes.size < CACHED_AXES ? undefined : axes.keys().next().value;
  if (oldest !== undefined) axes.delete(oldest);
  const axis = makeAxis(spec);
  axes.set(key, axis);
  return axis;
}

/** The padding is constant, so its part of each sum is folded into `base` and costs nothing per pixel. */
function makeAxis({ length, outLength, offset, content, fill }: AxisSpec): Axis {
  const base = new Int32Array(outLength).fill(HALF);
  const from = new Int32Array(outLength);
  const count = new Int32Array(outLength);
  const first = new Int32Array(outLength);
  const weights: number[] = [];
  for (let i = 0; i < outLength; i++) {
    const kernel = kernelOf(i, length, outLength);
    const start = Math.max(kernel.start, offset);
    const end = Math.max(start, Math.min(kernel.start + kernel.weights.length, offset + content));
    from[i] = start - offset;
    count[i] = end - start;
    first[i] = weights.length;
    kernel.weights.forEach((weight, k) => {
      const at = kernel.start + k;
      if (at >= start && at < end) weights.push(weight);
      else base[i] = (base[i] as number) + weight * fill;
    });
  }
  return { base, from, count, first, weights: Int32Array.from(weights) };
}

function kernelOf(i: number, length: number, outLength: number): { start: number; weights: number[] } {
  const scale = length / outLength;
  const stretch = Math.max(scale, 1);
  const support = SUPPORT * stretch;
  const center = (i + 0.5) * scale;
  const start = Math.max(Math.trunc(center - support + 0.5), 0);
  const end = Math.min(Math.trunc(center + support + 0.5), length);
  const raw = Array.from({ length: end - start }, (_, k) => bicubic((k + start - center + 0.5) * (1 / stretch)));
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return { start, weights: raw.map((weight) => toFixedPoint(sum === 0 ? weight : weight / sum)) };
}

function bicubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return ((A + 2) * x - (A + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * A;
  return 0;
}

const toFixedPoint = (weight: number): number => Math.trunc(weight * (1 << PRECISION_BITS) + (weight < 0 ? -0.5 : 0.5));

/** Rows or taps that are worked on together, so that each weight, or each sum, is fetched once for four. */
const TOGETHER = 4;

/** [height, width] → [height, outWidth] */
export function resampleRows(pixels: Uint8Array, width: number, height: number, axis: Axis): Uint8Array {
  const outWidth = axis.base.length;
  const out = new Uint8ClampedArray(height * outWidth);
  for (let y = 0; y < height; y += TOGETHER) {
    // The last rows stand for those that would lie behind the end; they are written more than once.
    fourRows(pixels, width, Math.max(0, Math.min(y, height - TOGETHER)), height, axis, out);
  }
  return new Uint8Array(out.buffer);
}

function fourRows(
  pixels: Uint8Array,
  width: number,
  y: number,
  height: number,
  { base, from, count, first, weights }: Axis,
  out: Uint8ClampedArray,
): void {
  const outWidth = base.length;
  const last = height - 1;
  const [y1, y2, y3] = [Math.min(y + 1, last), Math.min(y + 2, last), Math.min(y + 3, last)];
  const [row0, row1, row2, row3] = [y * width, y1 * width, y2 * width, y3 * width];
  for (let x = 0; x < outWidth; x++) {
    let sum0 = base[x] as number;
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    const start = from[x] as number;
    const taps = count[x] as number;
    const firstWeight = first[x] as number;
    for (let tap = 0; tap < taps; tap++) {
      const weight = weights[firstWeight + tap] as number;
      const at = start + tap;
      sum0 = (sum0 + Math.imul(pixels[row0 + at] as number, weight)) | 0;
      sum1 = (sum1 + Math.imul(pixels[row1 + at] as number, weight)) | 0;
      sum2 = (sum2 + Math.imul(pixels[row2 + at] as number, weight)) | 0;
      sum3 = (sum3 + Math.imul(pixels[row3 + at] as number, weight)) | 0;
    }
    out[y * outWidth + x] = sum0 >> PRECISION_BITS;
    out[y1 * outWidth + x] = sum1 >> PRECISION_BITS;
    out[y2 * outWidth + x] = sum2 >> PRECISION_BITS;
    out[y3 * outWidth + x] = sum3 >> PRECISION_BITS;
  }
}

/** [height, width] → [outHeight, width] */
export function resampleColumns(pixels: Uint8Array, width: number, axis: Axis): Uint8Array {
  const { base, from, count, first, weights } = axis;
  const outHeight = base.length;
  const out = new Uint8ClampedArray(outHeight * width);
  const sums = new Int32Array(width);
  for (let y = 0; y < outHeight; y++) {
    sums.fill(base[y] as number);
    const taps = count[y] as number;
    for (let tap = 0; tap < taps; tap += TOGETHER) {
      fourTaps(
        pixels,
        width,
        ((from[y] as number) + tap) * width,
        weights,
        (first[y] as number) + tap,
        taps - tap,
        sums,
      );
    }
    for (let x = 0; x < width; x++) out[y * width + x] = (sums[x] as number) >> PRECISION_BITS;
  }
  return new Uint8Array(out.buffer);
}

/** @param left taps there are; what lies behind them has the weight 0 */
function fourTaps(
  pixels: Uint8Array,
  width: number,
  row0: number,
  weights: Int32Array,
  at: number,
  left: number,
  sums: Int32Array,
): void {
  const weight = (tap: number): number => (tap < left ? (weights[at + tap] as number) : 0);
  const [weight0, weight1, weight2, weight3] = [weight(0), weight(1), weight(2), weight(3)];
  const row = (tap: number): number => (tap < left ? row0 + tap * width : row0);
  const [row1, row2, row3] = [row(1), row(2), row(3)];
  for (let x = 0; x < width; x++) {
    sums[x] =
      ((sums[x] as number) +
        Math.imul(pixels[row0 + x] as number, weight0) +
        Math.imul(pixels[row1 + x] as number, weight1) +
        Math.imul(pixels[row2 + x] as number, weight2) +
        Math.imul(pixels[row3 + x] as number, weight3)) |
      0;
  }
}
