import { inBlocks } from './blocks.ts';
import type { DicomHeader } from './header.ts';
import { lookUp } from './lut.ts';
import { rangeShade, type Shade, voiShade } from './window.ts';

/** An 8-bit grey image, row by row; 255 is white. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export type Samples = Uint8Array | Uint16Array;

/**
 * Stored samples to displayed grey: bits outside `bitsStored` are masked, then modality LUT or rescale, VOI LUT or the
 * first window or else the range of the data without padding, then inversion for MONOCHROME1. Colour comes as its luma
 * and is shown as it is. Samples have at most 16 bits, so one table of all values serves every pixel.
 */
export function displayGrey(samples: Samples, header: DicomHeader): Uint8Array {
  if (header.samplesPerPixel > 1) return samples instanceof Uint8Array ? samples : Uint8Array.from(samples);
  const mask = 2 ** header.bitsStored - 1;
  const shift = header.highBit + 1 - header.bitsStored;
  const table =
    header.palette && header.photometric === 'PALETTE COLOR' ? paletteTable(header.palette, mask) : undefined;
  return through(table ?? displayTable(header, voiShade(header) ?? dataShade(samples, header, shift, mask)), samples, {
    mask,
    shift,
  });
}

/** The table is spread over every bit pattern first, so that nothing is left to do for a pixel but to look it up. */
function through(table: Uint8Array, samples: Samples, { mask, shift }: { mask: number; shift: number }): Uint8Array {
  const patterns = samples instanceof Uint8Array ? 256 : 65_536;
  const wide = new Uint8Array(patterns);
  inBlocks(patterns, (from, to) => {
    for (let pattern = from; pattern < to; pattern++) wide[pattern] = table[(pattern >> shift) & mask] as number;
  });
  if (samples instanceof Uint16Array) return words(wide, samples);
  return wide.every((level, pattern) => level === pattern) ? samples : bytes(wide, samples);
}

/**
 * Two samples are read, and four pixels written, at once: an image is some millions of them. Words are little-endian here
 * as in files.
 */
function words(table: Uint8Array, samples: Uint16Array): Uint8Array {
  const pixels = new Uint8Array(samples.length);
  const isAligned = samples.byteOffset % 4 === 0;
  const fours = isAligned ? Math.floor(samples.length / 4) : 0;
  const pairs = isAligned ? new Uint32Array(samples.buffer, samples.byteOffset, 2 * fours) : new Uint32Array(0);
  const quads = new Uint32Array(pixels.buffer, 0, fours);
  inBlocks(fours, (from, to) => mapFours(table, pairs, quads, from, to));
  for (let at = 4 * fours; at < samples.length; at++) pixels[at] = table[samples[at] as number] as number;
  return pixels;
}

function mapFours(table: Uint8Array, pairs: Uint32Array, quads: Uint32Array, first: number, end: number): void {
  for (let at = first, from = 2 * first; at < end; at++, from += 2) {
    const a = pairs[from] as number;
    const b = pairs[from + 1] as number;
    quads[at] =
      (table[a & 0xffff] as number) |
      ((table[a >>> 16] as number) << 8) |
      ((table[b & 0xffff] as number) << 16) |
      ((table[b >>> 16] as number) << 24);
  }
}

function bytes(table: Uint8Array, samples: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(samples.length);
  inBlocks(samples.length, (from, to) => {
    for (let at = from; at < to; at++) pixels[at] = table[samples[at] as number] as number;
  });
  return pixels;
}

function paletteTable(palette: NonNullable<DicomHeader['palette']>, mask: number): Uint8Array {
  const rgb = new Uint8Array(3 * (mask + 1));
  for (let value = 0; value <= mask; value++) {
    for (const [channel, lut] of palette.entries()) {
      rgb[3 * value + channel] = lookUp(lut, value) >> (lut.top > 255 ? 8 : 0);
    }
  }
  return luma(rgb) as Uint8Array;
}

function displayTable(header: DicomHeader, shade: Shade): Uint8Array {
  const valueFor = modalityValue(header);
  const inverted = header.photometric === 'MONOCHROME1';
  const table = new Uint8Array(2 ** header.bitsStored);
  for (let bits = 0; bits < table.length; bits++) {
    const level = shade(valueFor(bits));
    table[bits] = Math.round(255 * (inverted ? 1 - level : level));
  }
  return table;
}

function dataShade(samples: Samples, header: DicomHeader, shift: number, mask: number): Shade {
  const present = new Uint8Array(mask + 1);
  const patterns = presentPatterns(samples);
  for (let pattern = 0; pattern < patterns.length; pattern++) {
    if (patterns[pattern] === 1) present[(pattern >> shift) & mask] = 1;
  }
  const stored = storedValue(header);
  const valueFor = modalityValue(header);
  const [paddingFrom, paddingTo] = header.padding ?? [Infinity, -Infinity];
  let low = Infinity;
  let high = -Infinity;
  for (let bits = 0; bits <= mask; bits++) {
    const value = stored(bits);
    if (present[bits] === 0 || (value >= paddingFrom && value <= paddingTo)) continue;
    low = Math.min(low, valueFor(bits));
    high = Math.max(high, valueFor(bits));
  }
  return clamped(rangeShade(low, high));
}

/** 1 for each bit pattern that occurs: nothing is computed for a sample. */
function presentPatterns(samples: Samples): Uint8Array {
  const present = new Uint8Array(samples instanceof Uint8Array ? 256 : 65_536);
  inBlocks(samples.length, (from, to) => mark(present, samples, from, to));
  return present;
}

function mark(present: Uint8Array, samples: Samples, from: number, to: number): void {
  for (let at = from; at < to; at++) present[samples[at] as number] = 1;
}

/** What the modality LUT or else the rescale makes of the stored bits. */
function modalityValue(header: DicomHeader): (bits: number) => number {
  const { modalityLut, rescale } = header;
  const stored = storedValue(header);
  if (modalityLut) return (bits) => lookUp(modalityLut, stored(bits));
  return (bits) => stored(bits) * rescale.slope + rescale.intercept;
}

/** Padding lies outside the range and is shown at its nearer end. */
const clamped =
  (shade: Shade): Shade =>
  (value) =>
    Math.min(1, Math.max(0, shade(value)));

function storedValue({ bitsStored, signed }: DicomHeader): (bits: number) => number {
  const sign = 2 ** (bitsStored - 1);
  return signed ? (bits) => (bits >= sign ? bits - 2 * sign : bits) : (bits) => bits;
}

/** Luma of RGB by ITU-R BT.601, in the 16-bit fixed point that image libraries use. */
export function luma(rgb: Samples, stride = 3, planar = false): Samples {
  const count = Math.floor(rgb.length / stride);
  const out = rgb instanceof Uint16Array ? new Uint16Array(count) : new Uint8Array(count);
  const [step, next] = planar ? [1, count] : [stride, 1];
  inBlocks(count, (first, end) => {
    for (let at = first, from = step * first; at < end; at++, from += step) {
      const red = rgb[from] as number;
      const green = rgb[from + next] as number;
      const blue = rgb[from + 2 * next] as number;
      out[at] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) / 65536;
    }
  });
  return out;
}
