import sharp, { type Sharp } from 'sharp';
import type { ImageLimits } from './admit-pixels.ts';
import type { Window } from './header.ts';
import { renderGrey } from './render.ts';

/** PS3.18 8.3.5: how a viewer wants an image. */
export interface DisplayOptions {
  readonly type: 'jpeg' | 'png' | 'gif';
  /** 1 to 100, of JPEG. */
  readonly quality?: number | undefined;
  /** Instead of the sender's own; what came as a picture has none, and stays as it is. */
  readonly window?: DisplayWindow | undefined;
  readonly viewport?: Viewport | undefined;
}

export interface DisplayWindow extends Window {
  readonly function: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';
}

/** Pixels. The region is scaled to fit, its shape kept. */
export interface Viewport {
  readonly width: number;
  readonly height: number;
  readonly region?: Region | undefined;
}

export interface Region {
  readonly left: number;
  readonly top: number;
  /** Negative to turn left and right around; 0 up to the right edge. */
  readonly width: number;
  /** Negative to turn it upside down; 0 up to the lower edge. */
  readonly height: number;
}

export interface Displayed {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

export class OutsideImage extends Error {}

/** As `renderGrey`, then as the viewer wants it. Throws RefusalError; OutsideImage where the region does not lie within it. */
export async function renderDisplay(
  source: Uint8Array | string,
  options: DisplayOptions,
  limits: ImageLimits,
): Promise<Displayed> {
  const { width, height, pixels } = await renderGrey(source, limits, options.window);
  let image = sharp(pixels, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
  const { viewport } = options;
  if (viewport?.region) {
    const region = within(viewport.region, width, height);
    // What is turned and scaled in one pipeline is so before it is cut.
    const { data, info } = await image.extract(region).raw().toBuffer({ resolveWithObject: true });
    image = sharp(data, { raw: { width: info.width, height: info.height, channels: 1 } }).toColourspace('b-w');
    if (viewport.region.width < 0) image = image.flop();
    if (viewport.region.height < 0) image = image.flip();
  }
  if (viewport) image = image.resize({ width: viewport.width, height: viewport.height, fit: 'inside' });
  const { data, info } = await encoded(image, options).toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, bytes: data };
}

function within({ left, top, width, height }: Region, columns: number, rows: number) {
  const wide = width === 0 ? columns - left : Math.abs(width);
  const high = height === 0 ? rows - top : Math.abs(height);
  if (left < 0 || top < 0 || wide < 1 || high < 1 || left + wide > columns || top + high > rows) {
    throw new OutsideImage(`The region lies outside the image of ${columns} × ${rows} pixels.`);
  }
  return { left, top, width: wide, height: high };
}

function encoded(image: Sharp, { type, quality = 90 }: DisplayOptions): Sharp {
  if (type === 'jpeg') return image.jpeg({ quality });
  return type === 'gif' ? image.gif() : image.png({ compressionLevel: 1, adaptiveFiltering: false });
}
