import { text } from 'node:stream/consumers';
import { XMLParser } from 'fast-xml-parser';
import type { Client } from 'minio';
import type { StoredObject } from './storage.ts';

interface Page {
  readonly objects: StoredObject[];
  readonly truncated: boolean;
}

// The client's own listing reads the key `007` as the number 7.
const xml = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Contents' });

/**
 * Up to 1,000 objects (as many as S3 gives) behind `startAfter`, by ListObjectsV2. The last key of a page starts the
 * next one, as a continuation token would, with nothing to expire when the reader takes its time.
 */
export async function listPage(client: Client, bucket: string, prefix: string, startAfter: string): Promise<Page> {
  const query = [
    'encoding-type=url',
    'list-type=2',
    'max-keys=1000',
    `prefix=${encodeURIComponent(prefix)}`,
    ...(startAfter ? [`start-after=${encodeURIComponent(startAfter)}`] : []),
  ].join('&');
  const response = await client.makeRequestAsync({ method: 'GET', bucketName: bucket, query });
  const { ListBucketResult: result } = xml.parse(await text(response));
  if (!result) throw new Error('the answer to ListObjectsV2 is not a listing');
  const contents = (result.Contents ?? []) as { Key: string }[];
  return {
    objects: contents.map(({ Key }) => ({ key: decodeURIComponent(Key) })),
    truncated: result.IsTruncated === 'true',
  };
}
