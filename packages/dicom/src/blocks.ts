/** Pixels that one call goes through. */
const BLOCK = 16_384;

/**
 * Goes through `count` pixels in blocks. V8 compiles a function well once it was called often: one that is called once an
 * image, for millions of pixels, begins each image in slow code and is compiled anew in its midst.
 */
export function inBlocks(count: number, work: (from: number, to: number) => void): void {
  for (let from = 0; from < count; from += BLOCK) work(from, Math.min(count, from + BLOCK));
}
