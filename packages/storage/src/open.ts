import { fileURLToPath } from 'node:url';
import { WetreadError } from '@wetread/contracts';
import { FileStorage } from './file-storage.ts';
import type { ObjectStorage } from './storage.ts';

/** @throws WetreadError config_invalid, storage_unavailable */
export async function openStorage(url: string): Promise<ObjectStorage> {
  if (url.startsWith('file:///')) return FileStorage.open(fileURLToPath(url));
  throw new WetreadError('config_invalid', `STORAGE_URL is file:///folder or s3://bucket/prefix, not ${url}.`);
}
