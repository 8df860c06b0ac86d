import { RefusalError } from '@wetread/contracts';
import sharp, { type Sharp } from 'sharp';
import type { ImageLimits } from './admit-pixels.ts';
import { type GreyImage, luma } from './grey.ts';
import { rangeShade } from './window.ts';

/**
 * An uploaded PNG or JPEG as 8-bit grey. The EXIF orientation is applied, transparency lies on black, colour becomes
 * BT.601 luma, embedded colour profiles are left out. 8-bit values stay as they are; 16-bit values are detector values
 * of unknown range, so their least and greatest become black and white.
 */
export async function pictureGrey(file: Uint8Array | string, limits: ImageLimits): Promise<GreyImage> {
  try {
    return await decode(sharp(file, { failOn: 'error', ignoreIcc: true, limitInputPixels: limits.maxPixels }));
  } catch (error) {
    throw new RefusalError(isTruncation(error) ? 'truncated' : 'pixel_data_invalid', undefined, error);
  }
}

async function decode(image: Sharp): Promise<GreyImage> {
  const { depth, space } = await image.metadata();
  const deep = depth === 'ushort';
  const grey = space === 'b-w' || space === 'grey16';
  const { data, info } = await image
    .autoOrient()
    .flatten({ background: '#000' })
    .toColourspace(grey ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb')
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { buffer, byteOffset, byteLength } = data;
  const samples = deep
    ? new Uint16Array(buffer, byteOffset, byteLength / 2)
    : new Uint8Array(buffer, byteOffset, byteLength);
  const values = info.channels === 1 ? samples : luma(samples, info.channels);
  return { width: info.width, height: info.height, pixels: values instanceof Uint16Array ? stretched(values) : values };
}

function stretched(values: Uint16Array): Uint8Array {
  let low = 0xffff;
  let high = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const shade = rangeShade(low, high);
  const table = Uint8Array.from({ length: high + 1 }, (_, value) => Math.round(255 * Math.max(0, shade(value))));
  const pixels = new Uint8Array(values.length);
  for (let at = 0; at < values.length; at++) pixels[at] = table[values[at] as number] as number;
  return pixels;
}

const isTruncation = (error: unknown): boolean =>
  /premature end|unexpected end|truncated|read error/i.test(String(error));
