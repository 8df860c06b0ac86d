import { crc32 } from 'node:zlib';
import { withSource } from '@wetread/dicom';
import { canariesIn, canary } from '@wetread/testing';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { barePicture } from './pictures.ts';

const bare = (file: Buffer, kind: 'png' | 'jpeg'): Promise<Buffer> =>
  withSource(file, async (bytes) => {
    const chunks: Buffer[] = [];
    for await (const chunk of barePicture(bytes, kind)) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  });

/** A ramp, lying on its side by its EXIF, with a canary in EXIF and behind the end. */
async function picture(kind: 'png' | 'jpeg'): Promise<Buffer> {
  const pixels = Buffer.from(Array.from({ length: 64 * 48 }, (_, i) => (i % 64) * 4));
  const image = sharp(pixels, { raw: { width: 64, height: 48, channels: 1 } })
    .withExif({ IFD0: { ImageDescription: canary.text, Artist: canary.text } })
    .withMetadata({ orientation: 6 });
  const file = await (kind === 'png' ? image.png() : image.jpeg({ progressive: true })).toBuffer();
  return Buffer.concat([file, Buffer.from(canary.text)]);
}

const shown = (file: Buffer) => sharp(file).autoOrient().greyscale().raw().toBuffer({ resolveWithObject: true });

describe.each(['png', 'jpeg'] as const)('a %s', (kind) => {
  it('keeps its picture and the way up, and loses what else it holds', async () => {
    const file = await picture(kind);
    expect(canariesIn(file)).toEqual([canary.text]);
    const stripped = await bare(file, kind);
    expect(canariesIn(stripped)).toEqual([]);
    const [before, after] = [await shown(file), await shown(stripped)];
    expect([after.info.width, after.info.height]).toEqual([48, 64]);
    expect(after.data.equals(before.data)).toBe(true);
    expect((await bare(stripped, kind)).equals(stripped)).toBe(true);
  });

  it('that is cut off is refused', async () => {
    const file = await picture(kind);
    await expect(bare(file.subarray(0, 200), kind)).rejects.toThrow('ends before');
  });
});

it('loses texts and times of a PNG', async () => {
  const file = await sharp(Buffer.alloc(64), { raw: { width: 8, height: 8, channels: 1 } })
    .png()
    .toBuffer();
  const content = Buffer.from(`tEXtComment\0${canary.text}`, 'latin1');
  const chunk = Buffer.concat([Buffer.alloc(4), content, Buffer.alloc(4)]);
  chunk.writeUInt32BE(content.length - 4, 0);
  chunk.writeUInt32BE(crc32(content), chunk.length - 4);
  const texted = Buffer.concat([file.subarray(0, 33), chunk, file.subarray(33)]);
  expect((await sharp(texted).metadata()).comments).toBeDefined();
  expect(canariesIn(await bare(texted, 'png'))).toEqual([]);
});
