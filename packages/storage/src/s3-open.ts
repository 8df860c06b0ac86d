import { randomUUID } from 'node:crypto';
import { WetreadError } from '@wetread/contracts';
import type { S3Settings } from './config.ts';
import { s3Client } from './s3-client.ts';
import { s3CodeOf, storageFailure } from './s3-errors.ts';
import { listPage } from './s3-list.ts';
import { S3Storage } from './s3-storage.ts';
import { type Target, uploadIfAbsent } from './s3-upload.ts';

const REFUSED = [
  'AccessDenied',
  'AuthorizationHeaderMalformed',
  'InvalidAccessKeyId',
  'PermanentRedirect',
  'SignatureDoesNotMatch',
];
/** What servers answer to a header that they know and do not implement. */
const UNSUPPORTED = ['InvalidArgument', 'MethodNotAllowed', 'NotImplemented'];

/** Checks the bucket and the server first, so that a wrong setting shows at the start and not with the first study. */
export async function openS3Storage(bucket: string, prefix: string, settings: S3Settings): Promise<S3Storage> {
  const client = s3Client(settings);
  const probe = { client, bucket, name: `${prefix}.probe-${randomUUID()}` };
  // A listing rather than HEAD, whose answers give no reason.
  await listPage(client, bucket, probe.name, '').catch(explained(settings.S3_ENDPOINT, bucket));
  await probeConditionalWrites(probe, settings.S3_ENDPOINT);
  return new S3Storage(client, bucket, prefix);
}

/** A server that ignores `If-None-Match` would let a result be written twice (I3). Leaves nothing behind. */
async function probeConditionalWrites(probe: Target, endpoint: string): Promise<void> {
  try {
    const first = await uploadIfAbsent(probe, Buffer.from('probe'));
    const second = await uploadIfAbsent(probe, Buffer.from('probe'));
    if (!first || second) throw noConditions(endpoint);
  } catch (thrown) {
    const cause = thrown instanceof Error && thrown.cause;
    if (UNSUPPORTED.includes(s3CodeOf(cause))) throw noConditions(endpoint, cause);
    if (cause) explained(endpoint, probe.bucket)(cause);
    throw thrown;
  } finally {
    await probe.client.removeObject(probe.bucket, probe.name).catch(() => {});
  }
}

const explained =
  (endpoint: string, bucket: string) =>
  (thrown: unknown): never => {
    const code = s3CodeOf(thrown);
    if (code === 'NoSuchBucket') {
      throw invalid(
        `The S3 bucket ${bucket} does not exist at ${endpoint}. Create it, or correct STORAGE_URL or S3_ENDPOINT.`,
        thrown,
      );
    }
    if (!REFUSED.includes(code)) throw storageFailure(thrown);
    throw invalid(
      `The S3 server refuses the keys (${code}). Check S3_ACCESS_KEY, S3_SECRET_KEY and S3_REGION, and that they may list, read, write and delete.`,
      thrown,
    );
  };

const noConditions = (endpoint: string, cause?: unknown): WetreadError =>
  invalid(
    `The S3 server at ${endpoint} does not honour conditional writes (PUT with If-None-Match: *), without which a result could be written twice. Use one that does, such as Amazon S3, MinIO or Ceph in a current version, or file:///folder.`,
    cause,
  );

const invalid = (message: string, cause?: unknown): WetreadError =>
  new WetreadError('config_invalid', message, { cause });
