import { crc32 } from 'node:zlib';

export interface StoredFile {
  readonly name: string;
  readonly data: Uint8Array;
}

/** 1980-01-01, the first day that the format knows: the same content gives the same bytes. */
const DOS_DATE = 0x21;
const MOST_BYTES = 0xffff_ffff;

/**
 * A ZIP archive whose entries are not compressed.
 * @throws RangeError where it would need the 64-bit form
 */
export function zipStored(files: readonly StoredFile[]): Buffer {
  const parts: Uint8Array[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data } of files) {
    const shared = sharedFields(name, data);
    const local = Buffer.concat([signature(0x04034b50), shared, Buffer.from(name)]);
    directory.push(directoryEntry(shared, name, offset));
    parts.push(local, data);
    offset += local.length + data.length;
  }
  if (offset > MOST_BYTES) throw new RangeError(`${offset} bytes do not fit a ZIP archive`);
  return Buffer.concat([...parts, ...directory, endRecord(directory, offset)]);
}

/** What an entry's local header and its place in the directory have in common: 26 bytes. */
function sharedFields(name: string, data: Uint8Array): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0); // version needed
  fields.writeUInt16LE(DOS_DATE, 8);
  fields.writeUInt32LE(crc32(data), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(data.length, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  return fields;
}

function directoryEntry(shared: Buffer, name: string, offset: number): Buffer {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([signature(0x02014b50), Buffer.from([20, 0]), shared, rest, Buffer.from(name)]);
}

function endRecord(directory: readonly Buffer[], offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(
    directory.reduce((sum, entry) => sum + entry.length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return end;
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
