import { Readable } from 'node:stream';
import { sha256 } from '@wetread/contracts';

/** One part of a multipart/related answer; it is opened when its turn comes. */
export interface AnswerPart {
  readonly headers: Readonly<Record<string, string>>;
  open(): Promise<AsyncIterable<Uint8Array> | Uint8Array>;
}

export interface MultipartBody {
  readonly boundary: string;
  readonly body: Readable;
}

/**
 * Streams parts one after the other, PS3.18 8.6.1.2.1: of a study no more than one chunk is held. The first part is
 * opened before anything is sent, so that a store that is out is told by the status; one that goes out in the middle ends
 * the connection, which no client takes for the end of the body.
 *
 * @param identity of the content. The boundary is made from it, so the same answer has the same bytes; a file would have
 * to hold a hash of itself to hold the boundary.
 */
export async function multipartBody(parts: readonly AnswerPart[], identity: string): Promise<MultipartBody> {
  const boundary = `wetread-${sha256(`boundary ${identity}`).slice(0, 40)}`;
  const first = await parts[0]?.open();
  return { boundary, body: Readable.from(framed(parts, boundary, first), { objectMode: false }) };
}

async function* framed(
  parts: readonly AnswerPart[],
  boundary: string,
  first: AsyncIterable<Uint8Array> | Uint8Array | undefined,
) {
  for (const [at, part] of parts.entries()) {
    yield Buffer.from(`--${boundary}\r\n${headerLines(part.headers)}\r\n`, 'latin1');
    const content = at === 0 && first !== undefined ? first : await part.open();
    if (content instanceof Uint8Array) yield content;
    else yield* content;
    yield Buffer.from('\r\n', 'latin1');
  }
  yield Buffer.from(`--${boundary}--\r\n`, 'latin1');
}

const headerLines = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
