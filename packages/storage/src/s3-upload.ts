import type { Client } from 'minio';
import { blocksOf } from './body.ts';
import { PART_BYTES } from './s3-client.ts';
import { s3CodeOf, storageFailure } from './s3-errors.ts';

const headers = { 'Content-Type': 'application/octet-stream' };
/** How often a conditional write is repeated that another write to the same key disturbed. */
const ATTEMPTS = 5;

export interface Target {
  readonly client: Client;
  readonly bucket: string;
  /** The whole key, with the storage's prefix. */
  readonly name: string;
}

/**
 * One request up to {@link PART_BYTES}, parts above. S3 shows the object when it is whole. The client's own streaming
 * would continue the unfinished upload of another writer and leave failed ones behind.
 *
 * @returns bytes written
 */
export async function upload(target: Target, chunks: AsyncIterable<Buffer>): Promise<number> {
  const blocks = blocksOf(chunks, PART_BYTES);
  const first = await blocks.next();
  if (first.done) return 0;
  if (!first.value.last) return uploadParts(target, first.value.block, blocks);
  await target.client
    .putObject(target.bucket, target.name, first.value.block, first.value.block.length, { ...headers })
    .catch(failed);
  return first.value.block.length;
}

async function uploadParts(target: Target, first: Buffer, rest: AsyncIterable<{ block: Buffer }>): Promise<number> {
  const { client, bucket, name } = target;
  const id = await client.initiateNewMultipartUpload(bucket, name, headers).catch(failed);
  try {
    const parts = [{ part: 1, etag: await uploadPart(target, id, 1, first) }];
    let size = first.length;
    for await (const { block } of rest) {
      const part = parts.length + 1;
      parts.push({ part, etag: await uploadPart(target, id, part, block) });
      size += block.length;
    }
    await client.completeMultipartUpload(bucket, name, id, parts).catch(failed);
    return size;
  } catch (thrown) {
    // Parts are never visible, only paid for; where even this fails, a lifecycle rule of the bucket removes them.
    await client.abortMultipartUpload(bucket, name, id).catch(() => {});
    throw thrown;
  }
}

async function uploadPart(target: Target, id: string, part: number, block: Buffer): Promise<string> {
  const { client, bucket, name } = target;
  const query = `partNumber=${part}&uploadId=${encodeURIComponent(id)}`;
  const response = await client
    .makeRequestAsyncOmit(
      { method: 'PUT', bucketName: bucket, objectName: name, query, headers: { 'Content-Length': block.length } },
      block,
    )
    .catch(failed);
  return String(response.headers.etag).replaceAll('"', '');
}

/** Writes unless the key exists. @returns whether this call wrote */
export async function uploadIfAbsent({ client, bucket, name }: Target, body: Buffer): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.putObject(bucket, name, body, body.length, { ...headers, 'If-None-Match': '*' });
      return true;
    } catch (thrown) {
      const code = s3CodeOf(thrown);
      if (code === 'PreconditionFailed') return false;
      if (code !== 'ConditionalRequestConflict' || attempt === ATTEMPTS) throw storageFailure(thrown);
    }
  }
}

function failed(thrown: unknown): never {
  throw storageFailure(thrown);
}
