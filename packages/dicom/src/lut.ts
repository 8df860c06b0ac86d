import type { RawLut } from './dataset.ts';
import { type Encoding, uint16 } from './elements.ts';

/** A look-up table: the entry of the value `first`, then one for each next value. */
export interface Lut {
  readonly first: number;
  readonly entries: Uint16Array;
  /** The largest value an entry can have. */
  readonly top: number;
}

/** PS3.3 C.11.1.1.1 and C.11.2.1.1. Undefined where it holds no table that fits its own description. */
export function lutOf(raw: RawLut | undefined, encoding: Encoding, signedPixels: boolean): Lut | undefined {
  if (!raw || raw.descriptor.length < 6) return undefined;
  const [length, first, bits] = [0, 2, 4].map((at) => uint16(raw.descriptor, at, encoding)) as [number, number, number];
  const count = length === 0 ? 65_536 : length;
  const entries = entriesOf(raw.data, count, encoding);
  if (!entries) return undefined;
  const signed = raw.descriptorVr === 'SS' || (raw.descriptorVr !== 'US' && signedPixels);
  const largest = entries.reduce((a, b) => Math.max(a, b), 0);
  const stated = bits >= 8 && bits <= 16 ? 2 ** bits - 1 : largest;
  return { first: signed ? (first << 16) >> 16 : first, entries, top: Math.max(stated, largest, 1) };
}

/** The entry of a value; beyond an end of the table, the entry at that end. */
export const lookUp = ({ first, entries }: Lut, value: number): number =>
  entries[Math.min(entries.length - 1, Math.max(0, Math.round(value) - first))] as number;

/** Entries of 16 bits or, where there are only as many bytes as entries, of 8. */
function entriesOf(data: Buffer, count: number, encoding: Encoding): Uint16Array | undefined {
  if (data.length >= 2 * count) return Uint16Array.from({ length: count }, (_, at) => uint16(data, 2 * at, encoding));
  if (data.length < count) return undefined;
  // The first of two bytes is the lower one of their word.
  const swap = encoding.bigEndian ? 1 : 0;
  return Uint16Array.from({ length: count }, (_, at) => data[at ^ swap] ?? 0);
}
