import { crc32 } from 'node:zlib';

const ORIENTATION = 0x0112;

/** Of EXIF's first directory: 1 to 8; 1 where there is none, or nothing that can be read. */
export function orientationIn(tiff: Buffer): number {
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const uint16 = (at: number) => (at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const uint32 = (at: number) => (at + 4 > tiff.length ? 0 : little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const directory = uint32(4);
  const entries = Math.min(uint16(directory), 500);
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + 12 * i;
    if (uint16(at) !== ORIENTATION) continue;
    const value = uint16(at + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** EXIF that says the orientation and nothing else, as a segment or chunk; empty where the picture stands upright anyway. */
export function exifOf(orientation: number, kind: 'png' | 'jpeg'): Buffer {
  if (orientation === 1) return Buffer.alloc(0);
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex');
  tiff.writeUInt16BE(orientation, 18);
  if (kind === 'jpeg') {
    const head = Buffer.from('ffe10000457869660000', 'hex');
    head.writeUInt16BE(head.length - 2 + tiff.length, 2);
    return Buffer.concat([head, tiff]);
  }
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from('eXIf', 'latin1'), tiff, Buffer.alloc(4)]);
  chunk.writeUInt32BE(tiff.length, 0);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  return chunk;
}
