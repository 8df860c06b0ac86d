import { crc32, createDeflate } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import type { GreyPixels } from './radiograph.ts';

/** A grey PNG: 8 bits a sample for images of up to 8 bits, else 16. */
export async function pngFile(image: GreyPixels): Promise<Buffer> {
  if (image.bits <= 8) return rawGrey(image).toColourspace('b-w').png().toBuffer();
  const { width, height, pixels } = image;
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
}

/** A grey baseline JPEG of the image's upper 8 bits. */
export async function jpegFile(image: GreyPixels, options: { readonly quality?: number } = {}): Promise<Buffer> {
  return rawGrey(image)
    .toColourspace('b-w')
    .jpeg({ quality: options.quality ?? 90, progressive: false })
    .toBuffer();
}

function rawGrey(image: GreyPixels): Sharp {
  const { width, height } = image;
  return sharp(toBytes(image), { raw: { width, height, channels: 1 } });
}

/** The upper 8 bits of each value. */
export function toBytes(image: GreyPixels): Uint8Array {
  const shift = Math.max(0, image.bits - 8);
  return Uint8Array.from(image.pixels, (value) => value >> shift);
}

/** A small, valid, black 1-bit PNG that says it is this large. */
export async function pngBomb(width: number, height: number): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const rows = await deflatedZeros((1 + Math.ceil(width / 8)) * height);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** Streamed, so that making a bomb does not itself take the memory that the bomb asks for. */
async function deflatedZeros(length: number): Promise<Buffer> {
  const deflate = createDeflate({ level: 9 });
  const parts: Buffer[] = [];
  deflate.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise((resolve, reject) => deflate.on('end', resolve).on('error', reject));
  const zeros = Buffer.alloc(1 << 20);
  for (let left = length; left > 0; left -= zeros.length) {
    const room = deflate.write(left < zeros.length ? zeros.subarray(0, left) : zeros);
    if (!room) await new Promise((resolve) => deflate.once('drain', resolve));
  }
  deflate.end();
  await ended;
  return Buffer.concat(parts);
}
