import { WetreadError } from '@wetread/contracts';

/** The system's error code, such as ENOENT. */
export const errnoOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;

/** A folder stands where the key names an object, or an object where it names a folder: no such object either way. */
export const isMissing = (thrown: unknown): boolean => ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errnoOf(thrown) ?? '');

const advice: Record<string, string> = {
  ENOSPC: 'the disk is full; free space or enlarge it',
  EDQUOT: 'the quota is used up; raise it',
  EROFS: 'the filesystem is read-only; mount it writable',
  EACCES: 'the process may not write there; give its user the folder',
  EPERM: 'the process may not write there; give its user the folder',
  EMFILE: 'too many open files; raise the limit (ulimit -n)',
  EIO: 'the disk reports an error',
};

/** Whatever a filesystem says besides "missing" is the store's failure; keys stay out of the message. */
export function storageFailure(thrown: unknown): WetreadError {
  if (thrown instanceof WetreadError) return thrown;
  const errno = errnoOf(thrown) ?? 'unknown error';
  return new WetreadError(
    'storage_unavailable',
    `File storage failed (${errno}): ${advice[errno] ?? 'see the cause'}.`,
    {
      cause: thrown,
    },
  );
}

export function readFailure(thrown: unknown): WetreadError {
  return isMissing(thrown)
    ? new WetreadError('not_found', 'No such object in storage.', { cause: thrown })
    : storageFailure(thrown);
}

/** EEXIST from mkdir, ENOTDIR below an object, EISDIR and ENOTEMPTY above one. */
export const isInTheWay = (thrown: unknown): boolean =>
  ['EEXIST', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY'].includes(errnoOf(thrown) ?? '');

export const keyConflict = (cause: unknown): WetreadError =>
  new WetreadError('conflict', 'The key is a folder of another object, or another object is a folder of it.', {
    cause,
  });
