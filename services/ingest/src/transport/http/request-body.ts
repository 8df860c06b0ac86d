import { WetreadError } from '@wetread/contracts';
import { parseHeaderValue } from '@wetread/http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MultipartReader, type Part } from './multipart.ts';

/** Leaves bodies that hold files on the socket for their route to read, after it has decided whether to take them at all. */
export function leaveFilesUnread(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(/^(multipart\/|application\/dicom\s*($|;))/i, (_request, _payload, done) => done(null));
}

export interface Parts {
  parts(): AsyncIterable<Part>;
}

/**
 * Runs `read` on the parts of a request's body; one of the media type `single` is its own only part. Where it ends early, the rest is thrown away as it comes, for a sender
 * that is still writing would not read the answer.
 *
 * @throws WetreadError unsupported_media_type, too_large, invalid_request, cancelled
 */
export async function readMultipart<T>(
  request: FastifyRequest,
  expected: {
    readonly mediaType: string;
    readonly type?: string;
    readonly single?: string;
    readonly maxBytes: number;
  },
  read: (reader: Parts) => Promise<T>,
): Promise<T> {
  const { value, parameters } = parseHeaderValue(request.headers['content-type'] ?? '');
  const type = parameters.get('type')?.toLowerCase();
  const whole = value === expected.single;
  if (!whole && (value !== expected.mediaType || (expected.type && type !== undefined && type !== expected.type))) {
    const wanted = expected.type ? `${expected.mediaType}; type="${expected.type}"` : expected.mediaType;
    throw new WetreadError('unsupported_media_type', `Send ${wanted}.`);
  }
  if (Number(request.headers['content-length'] ?? 0) > expected.maxBytes) throw tooLarge(expected.maxBytes);
  const chunks = request.raw.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  const bytes = limited(chunks, expected.maxBytes);
  const body: AsyncIterable<Buffer> = { [Symbol.asyncIterator]: () => bytes };
  try {
    return await read(whole ? onlyPart(body) : new MultipartReader(body, parameters.get('boundary') ?? ''));
  } catch (error) {
    void discard(chunks);
    throw error;
  }
}

const onlyPart = (body: AsyncIterable<Buffer>): Parts => ({
  async *parts() {
    yield { headers: new Map(), body };
  },
});

/** Chunks by hand: leaving a `for await` would close the connection before the answer is sent. */
function limited(chunks: AsyncIterator<Buffer>, maxBytes: number): AsyncIterator<Buffer> {
  let total = 0;
  return {
    async next() {
      const { value, done } = await chunks.next().catch(gone);
      if (done) return { value: undefined, done: true };
      total += value.length;
      if (total > maxBytes) throw tooLarge(maxBytes);
      return { value, done: false };
    },
  };
}

async function discard(chunks: AsyncIterator<Buffer>): Promise<void> {
  try {
    while (!(await chunks.next()).done);
  } catch {
    // The sender went away, so nobody waits.
  }
}

const tooLarge = (maxBytes: number): WetreadError =>
  new WetreadError('too_large', `A request may have at most ${maxBytes} bytes; send the study in several.`);

function gone(cause: unknown): never {
  throw new WetreadError('cancelled', 'The sender closed the connection before the end of the body.', { cause });
}
