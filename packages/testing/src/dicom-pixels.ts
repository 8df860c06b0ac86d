import sharp from 'sharp';
import { jpegFile, toBytes } from './images.ts';
import type { GreyPixels } from './radiograph.ts';

export type Photometric =
  | 'MONOCHROME1'
  | 'MONOCHROME2'
  | 'PALETTE COLOR'
  | 'RGB'
  | 'YBR_FULL'
  | 'YBR_FULL_422'
  | 'YBR_RCT'
  | 'YBR_ICT';

export interface PixelOptions {
  readonly photometric?: Photometric;
  /** 8 is stored in 8 bits, anything else in 16. */
  readonly bitsStored?: number;
  /** Where the top bit of a value lies; above bitsStored − 1 the values are shifted up. */
  readonly highBit?: number;
  /** Two's complement; values are moved down by half their range. */
  readonly signed?: boolean;
  readonly planar?: boolean;
}

export interface PixelModule {
  readonly attributes: Record<string, unknown>;
  /** Native little-endian samples. */
  readonly native: Uint8Array;
}

/** The Image Pixel module and its native bytes. MONOCHROME1 stores the negative, so that it displays the same. */
export function pixelModule(image: GreyPixels, options: PixelOptions): PixelModule {
  const { photometric = 'MONOCHROME2', bitsStored = image.bits, signed = false, planar = false } = options;
  const colour = photometric === 'RGB' || photometric.startsWith('YBR');
  const bitsAllocated = bitsStored <= 8 ? 8 : 16;
  const highBit = options.highBit ?? bitsStored - 1;
  const attributes = {
    SamplesPerPixel: colour ? 3 : 1,
    PhotometricInterpretation: photometric,
    ...(colour ? { PlanarConfiguration: planar ? 1 : 0 } : {}),
    Rows: image.height,
    Columns: image.width,
    BitsAllocated: bitsAllocated,
    BitsStored: bitsStored,
    HighBit: highBit,
    PixelRepresentation: signed ? 1 : 0,
    ...(photometric === 'PALETTE COLOR' ? palette(bitsStored) : {}),
  };
  if (colour) return { attributes, native: colourBytes(toBytes(image), photometric, planar) };
  const values = storedValues(image, { photometric, bitsStored, signed }).map(
    (value) => value << (highBit - bitsStored + 1),
  );
  return { attributes, native: bitsAllocated === 8 ? Uint8Array.from(values) : new Uint8Array(values.buffer) };
}

/** A ramp from black to white by way of blue: entries of 16 bits, one a value. */
function palette(bitsStored: number): Record<string, unknown> {
  const count = 2 ** bitsStored;
  const ramp = (power: number): ArrayBuffer =>
    Uint16Array.from({ length: count }, (_, value) => Math.round(65_535 * (value / (count - 1)) ** power)).buffer;
  const descriptor = [count === 65_536 ? 0 : count, 0, 16];
  return {
    RedPaletteColorLookupTableDescriptor: descriptor,
    GreenPaletteColorLookupTableDescriptor: descriptor,
    BluePaletteColorLookupTableDescriptor: descriptor,
    RedPaletteColorLookupTableData: [ramp(1.5)],
    GreenPaletteColorLookupTableData: [ramp(1)],
    BluePaletteColorLookupTableData: [ramp(0.6)],
  };
}

/** The values as stored, each in the low `bitsStored` bits of a 16-bit word. */
export function storedValues(
  image: GreyPixels,
  { photometric = 'MONOCHROME2', bitsStored = image.bits, signed = false }: PixelOptions,
): Uint16Array {
  const top = 2 ** bitsStored - 1;
  const shift = bitsStored - image.bits;
  const offset = signed ? 2 ** (bitsStored - 1) : 0;
  return image.pixels.map((value) => {
    const scaled = shift >= 0 ? value << shift : value >> -shift;
    const shown = photometric === 'MONOCHROME1' ? top - scaled : scaled;
    return (shown - offset) & top;
  });
}

/** One baseline frame; grey or, for the colour interpretations, three components. */
export async function jpegFrame(image: GreyPixels, options: PixelOptions): Promise<Buffer> {
  if (options.photometric?.startsWith('MONOCHROME') ?? true) {
    const pixels = storedValues(image, { ...options, bitsStored: 8, signed: false });
    return jpegFile({ ...image, bits: 8, pixels });
  }
  const rgb = Uint8Array.from({ length: image.pixels.length * 3 }, (_, at) => toByte(image, Math.floor(at / 3)));
  return sharp(rgb, { raw: { width: image.width, height: image.height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

const toByte = (image: GreyPixels, at: number): number => (image.pixels[at] ?? 0) >> Math.max(0, image.bits - 8);

/** The transforms of JPEG 2000 are its encoder's, which takes red, green and blue. */
const isRgb = (photometric: Photometric): boolean => ['RGB', 'YBR_RCT', 'YBR_ICT'].includes(photometric);

function colourBytes(grey: Uint8Array, photometric: Photometric, planar: boolean): Uint8Array {
  const out = new Uint8Array(grey.length * 3);
  for (let sample = 0; sample < 3; sample++) {
    for (let at = 0; at < grey.length; at++) {
      const value = isRgb(photometric) || sample === 0 ? (grey[at] ?? 0) : 128;
      out[planar ? sample * grey.length + at : at * 3 + sample] = value;
    }
  }
  return out;
}
