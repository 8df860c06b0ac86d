import type { BatchQueue } from '@wetread/batching';
import { WetreadError } from '@wetread/contracts';
import type { GreyImage } from '@wetread/model';

/** Where the pixels of an image are. */
export type ImageSource =
  | { readonly kind: 'stored'; readonly key: string }
  | { readonly kind: 'encoded'; readonly bytes: Uint8Array }
  | { readonly kind: 'grey'; readonly image: GreyImage };

export interface EncodedImage {
  /** [n, d] */
  readonly embeddings: Float32Array;
  readonly queuedMs: number;
  readonly inferenceMs: number;
}

export type ImageQueue = BatchQueue<ImageSource, EncodedImage>;

/**
 * What can be told from the description of an image alone, before it takes a place in the queue.
 * @throws WetreadError `image_invalid`, `too_large`
 */
export function checkSource(source: ImageSource, maxPixels: number): void {
  if (source.kind === 'stored' && source.key === '')
    throw new WetreadError('image_invalid', 'The storage key is empty');
  if (source.kind === 'encoded' && source.bytes.length === 0)
    throw new WetreadError('image_invalid', 'The image has no bytes');
  if (source.kind !== 'grey') return;
  const { width, height, pixels } = source.image;
  if (width * height > maxPixels) throw tooManyPixels(width, height, maxPixels);
  if (width < 1 || height < 1 || width * height !== pixels.length) {
    throw new WetreadError('image_invalid', `${pixels.length} bytes are no image of ${width} × ${height} grey pixels`);
  }
}

export const tooManyPixels = (width: number, height: number, most: number) =>
  new WetreadError('too_large', `An image of ${width} × ${height} pixels is larger than the ${most} pixels allowed`);
