import { constants, createDeflateRaw, deflateRawSync } from 'node:zlib';
import { transferSyntaxes } from './dicom-uids.ts';

const GROUP_LENGTH_AT = 140;
const META_AT = 144;

/** An explicit little endian file with its data set deflated, PS3.5 A.5. */
export function deflatedFile(file: Buffer): Buffer {
  const end = META_AT + file.readUInt32LE(GROUP_LENGTH_AT);
  return Buffer.concat([deflatedMeta(file.subarray(0, end)), deflateRawSync(file.subarray(end))]);
}

/** A small file whose data set goes on with zeros for so many bytes. */
export async function deflateBomb(file: Buffer, zeros: number): Promise<Buffer> {
  const end = META_AT + file.readUInt32LE(GROUP_LENGTH_AT);
  const deflate = createDeflateRaw({ level: constants.Z_BEST_COMPRESSION });
  const parts: Buffer[] = [deflatedMeta(file.subarray(0, end))];
  deflate.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise((resolve, reject) => deflate.on('end', resolve).on('error', reject));
  deflate.write(file.subarray(end));
  const block = Buffer.alloc(1 << 20);
  for (let left = zeros; left > 0; left -= block.length) {
    if (!deflate.write(block)) await new Promise((resolve) => deflate.once('drain', resolve));
  }
  deflate.end();
  await ended;
  return Buffer.concat(parts);
}

/** The meta information with the other transfer syntax, and its own length put right. */
function deflatedMeta(meta: Buffer): Buffer {
  const element = Buffer.from('020010005549', 'hex');
  const at = meta.indexOf(element);
  const length = meta.readUInt16LE(at + 6);
  const uid = Buffer.from(transferSyntaxes.deflated, 'latin1');
  const head = Buffer.from(meta.subarray(0, at + 8));
  head.writeUInt16LE(uid.length, at + 6);
  head.writeUInt32LE(meta.readUInt32LE(GROUP_LENGTH_AT) + uid.length - length, GROUP_LENGTH_AT);
  return Buffer.concat([head, uid, meta.subarray(at + 8 + length)]);
}
