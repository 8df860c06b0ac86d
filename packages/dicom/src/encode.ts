import { type Encoding, UNDEFINED_LENGTH } from './elements.ts';

/** Whose length has four bytes, PS3.5 7.1.2. */
export const longVrs: ReadonlySet<string> = new Set([
  'OB',
  'OD',
  'OF',
  'OL',
  'OV',
  'OW',
  'SQ',
  'SV',
  'UC',
  'UN',
  'UR',
  'UT',
  'UV',
]);

/** Tag, value representation and length of an element as a data set of this encoding has them, PS3.5 7.1. */
export function elementHead(tag: number, vr: string, length: number, encoding: Encoding): Buffer {
  if (!encoding.explicit || tag >>> 16 === 0xfffe)
    return Buffer.concat([tagBytes(tag, encoding), uint32(length, encoding)]);
  const long = longVrs.has(vr);
  const rest = long ? [Buffer.alloc(2), uint32(length, encoding)] : [uint16(length, encoding)];
  return Buffer.concat([tagBytes(tag, encoding), Buffer.from(vr, 'latin1'), ...rest]);
}

export const element = (tag: number, vr: string, value: Buffer, encoding: Encoding): Buffer =>
  Buffer.concat([elementHead(tag, vr, value.length, encoding), value]);

export const sequenceHead = (tag: number, encoding: Encoding): Buffer =>
  elementHead(tag, 'SQ', UNDEFINED_LENGTH, encoding);
export const itemStart = (encoding: Encoding): Buffer => elementHead(0xfffee000, 'UN', UNDEFINED_LENGTH, encoding);
export const itemEnd = (encoding: Encoding): Buffer => elementHead(0xfffee00d, 'UN', 0, encoding);
export const sequenceEnd = (encoding: Encoding): Buffer => elementHead(0xfffee0dd, 'UN', 0, encoding);

const tagBytes = (tag: number, encoding: Encoding): Buffer =>
  Buffer.concat([uint16(tag >>> 16, encoding), uint16(tag & 0xffff, encoding)]);

function uint16(value: number, { bigEndian }: Encoding): Buffer {
  const bytes = Buffer.alloc(2);
  if (bigEndian) bytes.writeUInt16BE(value);
  else bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number, { bigEndian }: Encoding): Buffer {
  const bytes = Buffer.alloc(4);
  if (bigEndian) bytes.writeUInt32BE(value);
  else bytes.writeUInt32LE(value);
  return bytes;
}
