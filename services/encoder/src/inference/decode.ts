import { WetreadError } from '@wetread/contracts';
import type { GreyImage } from '@wetread/model';
import sharp from 'sharp';
import { tooManyPixels } from '../domain/images.ts';

const PNG = [0x89, 0x50, 0x4e, 0x47];
const JPEG = [0xff, 0xd8, 0xff];

/**
 * A PNG or JPEG as 8-bit grey. The header is read first, so that an image too large costs no memory.
 * @throws WetreadError `image_invalid`, `too_large`
 */
export async function decodeGrey(bytes: Uint8Array, maxPixels: number): Promise<GreyImage> {
  // libvips reads many formats; only those that are meant go to it.
  if (!startsWith(bytes, PNG) && !startsWith(bytes, JPEG))
    throw new WetreadError('image_invalid', 'The image is neither PNG nor JPEG');
  try {
    const image = sharp(bytes, { limitInputPixels: false, failOn: 'error' });
    const { width, height } = await image.metadata();
    if (width * height > maxPixels) throw tooManyPixels(width, height, maxPixels);
    const { data, info } = await image
      .removeAlpha()
      .greyscale()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, pixels: data };
  } catch (cause) {
    if (cause instanceof WetreadError) throw cause;
    throw new WetreadError('image_invalid', 'The image cannot be decoded', { cause });
  }
}

const startsWith = (bytes: Uint8Array, signature: readonly number[]): boolean =>
  signature.every((byte, i) => bytes[i] === byte);
