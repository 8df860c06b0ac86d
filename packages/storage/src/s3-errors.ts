import { WetreadError } from '@wetread/contracts';

/** The S3 error code (NoSuchKey), or the system's (ECONNREFUSED). Not every value that the client throws is an Error. */
export function s3CodeOf(thrown: unknown): string {
  const { code, Code } = (thrown ?? {}) as { code?: unknown; Code?: unknown };
  return String(code ?? Code ?? '');
}

export const isMissing = (thrown: unknown): boolean => ['NoSuchKey', 'NotFound'].includes(s3CodeOf(thrown));

/** Keys stay out of the message; the cause has them. */
export function storageFailure(thrown: unknown): WetreadError {
  if (thrown instanceof WetreadError) return thrown;
  const told = s3CodeOf(thrown) || (thrown instanceof Error && thrown.message) || 'no reason given';
  return new WetreadError('storage_unavailable', `S3 storage failed: ${told}.`, { cause: thrown });
}

export function readFailure(thrown: unknown): WetreadError {
  return isMissing(thrown)
    ? new WetreadError('not_found', 'No such object in storage.', { cause: thrown })
    : storageFailure(thrown);
}
