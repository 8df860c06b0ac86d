import { fileURLToPath } from 'node:url';
import { WetreadError } from '@wetread/contracts';
import { type S3Options, s3Settings } from './config.ts';
import { openFileStorage } from './file-storage.ts';
import { openS3Storage } from './s3-open.ts';
import type { ObjectStorage } from './storage.ts';

/**
 * Opens `file:///folder` (made if missing; one filesystem with hard links) or `s3://bucket/prefix` (the bucket must
 * exist, and the server must honour conditional writes; `options` holds the fields of `s3Config`).
 *
 * @throws WetreadError `config_invalid`, saying what to change; `storage_unavailable` where the store does not answer.
 */
export async function openStorage(url: string, options: S3Options = {}): Promise<ObjectStorage> {
  const parsed = URL.parse(url);
  if (parsed?.protocol === 'file:') return openFileStorage(folderOf(parsed));
  if (parsed?.protocol === 's3:') return openS3Storage(bucketOf(parsed), prefixOf(parsed), s3Settings(options));
  throw misplaced('is neither file:///folder nor s3://bucket/prefix');
}

function folderOf(url: URL): string {
  if (url.host || url.pathname === '/') throw misplaced('names no folder; write file:///folder');
  return fileURLToPath(url);
}

function bucketOf(url: URL): string {
  if (url.username || url.password) throw misplaced('holds keys; give them as S3_ACCESS_KEY and S3_SECRET_KEY');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.host))
    throw misplaced('names no valid bucket; write s3://bucket/prefix');
  return url.host;
}

/** Empty, or ending with a slash. */
function prefixOf(url: URL): string {
  const prefix = url.pathname.replace(/^\/+|\/+$/g, '');
  if (!/^[A-Za-z0-9._/-]*$/.test(prefix))
    throw misplaced('has a prefix with characters other than letters, digits and "._-/"');
  return prefix && `${prefix}/`;
}

const misplaced = (fault: string): WetreadError =>
  new WetreadError('config_invalid', `The storage address (STORAGE_URL) ${fault}.`);
