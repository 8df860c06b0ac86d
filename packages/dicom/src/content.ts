import { createHash } from 'node:crypto';
import { RefusalError } from '@wetread/contracts';
import { inBlocks } from './blocks.ts';
import type { GreyImage } from './grey.ts';

/** Where so much of an image is one grey, there is nothing to read. */
const BLANK_SHARE = 0.995;
/** Collimated borders are black and markers white, but tissue lies between. */
const SATURATED_SHARE = 0.98;

/** More would not change what is found. */
const MOST_COUNTED = 500_000;

/**
 * Refuses a displayed image that shows nothing, by up to half a million of its pixels, evenly spread. Throws
 * RefusalError `blank_image`, `saturated_image`.
 */
export function admitContent({ pixels }: GreyImage): void {
  const counts = new Uint32Array(256);
  // An odd step, so that it does not walk down the columns of an image whose width is even.
  const step = 2 * Math.floor(pixels.length / MOST_COUNTED / 2) + 1;
  inBlocks(Math.ceil(pixels.length / step), (from, to) => {
    for (let at = step * from; at < step * to; at += step) {
      counts[pixels[at] as number] = (counts[pixels[at] as number] as number) + 1;
    }
  });
  const share = (count: number): number => (count * step) / pixels.length;
  if (share(Math.max(...counts)) >= BLANK_SHARE) throw new RefusalError('blank_image');
  const ends = share((counts[0] as number) + (counts[255] as number));
  if (ends >= SATURATED_SHARE) {
    throw new RefusalError('saturated_image', `${(100 * Math.min(1, ends)).toFixed(1)} % of its pixels are.`);
  }
}

/** SHA-256 of the displayed pixels with their size: equal where the model would see the same picture, however it came. */
export function pixelHash({ width, height, pixels }: GreyImage): string {
  return createHash('sha256').update(`${width} ${height} `).update(pixels).digest('hex');
}
