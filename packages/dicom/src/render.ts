import { RefusalError } from '@wetread/contracts';
import sharp from 'sharp';
import { admitImage, admitPixels, defaultLimits, type ImageLimits } from './admit-pixels.ts';
import { type ByteSource, withSource } from './byte-source.ts';
import type { DisplayWindow } from './display.ts';
import { readFrame } from './frame.ts';
import { displayGrey, type GreyImage } from './grey.ts';
import { type DicomHeader, openDicom } from './header.ts';
import { pictureGrey } from './picture.ts';
import { sniff } from './sniff.ts';

/**
 * Any accepted file as it would be displayed, in 8-bit grey, in the image's own size, through the sender's own window or another. Blocks the thread that calls it
 * for the time of a few passes over the pixels: services go through RenderPool (I5). Throws RefusalError.
 */
export function renderGrey(
  source: Uint8Array | string,
  limits: ImageLimits = defaultLimits,
  window?: DisplayWindow,
): Promise<GreyImage> {
  return withSource(source, async (file) => {
    const found = await sniff(file);
    if (found.kind === 'unknown') throw new RefusalError('not_dicom');
    if (found.kind === 'dicom') return renderDicom(file, limits, window);
    admitImage(found, limits);
    return pictureGrey(source, limits);
  });
}

async function renderDicom(file: ByteSource, limits: ImageLimits, window?: DisplayWindow): Promise<GreyImage> {
  const { header: own, bytes } = await openDicom(file);
  admitPixels(own, limits);
  const header = window ? through(own, window) : own;
  const pixels = displayGrey(await readFrame(header, bytes), header);
  return { width: header.columns, height: header.rows, pixels };
}

const through = (header: DicomHeader, window: DisplayWindow): DicomHeader => ({
  ...header,
  windows: [window],
  voiLutFunction: window.function,
  voiLut: undefined,
});

/** A lossless 8-bit grey PNG, compressed for speed. */
export function encodePng({ width, height, pixels }: GreyImage): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: 1, adaptiveFiltering: false })
    .toBuffer();
}
