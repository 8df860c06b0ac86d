import { buffer } from 'node:stream/consumers';
import type { ByteSource } from '@wetread/dicom';
import type { ObjectStorage } from '@wetread/storage';

/** A stored object as something that is read in parts: of a large file no more than its header comes over. */
export const objectSource = (storage: ObjectStorage, key: string, size: number): ByteSource => ({
  size,
  read: async (at, length) =>
    length === 0 ? Buffer.alloc(0) : buffer(await storage.getStream(key, { at, length: Math.min(length, size - at) })),
});
