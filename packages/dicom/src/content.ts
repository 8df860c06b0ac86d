import { createHash } from 'node:crypto';
import { RefusalError } from '@wetread/contracts';
import type { GreyImage } from './grey.ts';

/** Where so much of an image is one grey, there is nothing to read. */
const BLANK_SHARE = 0.995;
/** Collimated borders are black and markers white, but tissue lies between. */
const SATURATED_SHARE = 0.98;

/** Refuses a displayed image that shows nothing. Throws RefusalError `blank_image`, `saturated_image`. */
export function admitContent({ pixels }: GreyImage): void {
  const counts = histogram(pixels);
  const share = (count: number): number => count / pixels.length;
  if (share(Math.max(...counts)) >= BLANK_SHARE) throw new RefusalError('blank_image');
  const ends = (counts[0] as number) + (counts[255] as number);
  if (share(ends) >= SATURATED_SHARE) {
    throw new RefusalError('saturated_image', `${(100 * share(ends)).toFixed(1)} % of its pixels are.`);
  }
}

/** Read four pixels at a time, each into its own table: neighbours are alike, and a counter raised twice in a row waits for itself. */
function histogram(pixels: Uint8Array): Uint32Array {
  const [a, b, c, d] = [0, 1, 2, 3].map(() => new Uint32Array(256)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  let at = 0;
  for (; at + 4 <= pixels.length; at += 4) {
    a[pixels[at] as number] = (a[pixels[at] as number] as number) + 1;
    b[pixels[at + 1] as number] = (b[pixels[at + 1] as number] as number) + 1;
    c[pixels[at + 2] as number] = (c[pixels[at + 2] as number] as number) + 1;
    d[pixels[at + 3] as number] = (d[pixels[at + 3] as number] as number) + 1;
  }
  for (; at < pixels.length; at++) a[pixels[at] as number] = (a[pixels[at] as number] as number) + 1;
  return a.map((count, level) => count + (b[level] ?? 0) + (c[level] ?? 0) + (d[level] ?? 0));
}

/** SHA-256 of the displayed pixels with their size: equal where the model would see the same picture, however it came. */
export function pixelHash({ width, height, pixels }: GreyImage): string {
  return createHash('sha256').update(`${width} ${height} `).update(pixels).digest('hex');
}
