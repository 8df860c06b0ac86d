import { pipeline, Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { RefusalError } from '@wetread/contracts';
import type { ByteSource } from './byte-source.ts';

/**
 * The data set of a deflated file, PS3.5 A.5, as if it were not deflated. Inflated in passes over the file, off this
 * thread, so that what is held is the start of it and what was asked for, not the whole; and up to a bound, so that a
 * small file cannot ask for the disk's or the night's length of data.
 */
export async function inflatedSource(file: ByteSource, from: number): Promise<ByteSource> {
  const start: Buffer[] = [];
  let size = 0;
  for await (const chunk of inflatedChunks(file, from)) {
    if (size < START_BYTES) start.push(chunk);
    size += chunk.length;
  }
  const known = Buffer.concat(start);
  let passes = 0;
  return {
    size,
    async read(at, length) {
      if (at + length <= known.length) return known.subarray(at, at + length);
      if (++passes > MAX_PASSES) throw new RefusalError('damaged', 'What stands before the pixels is too long.');
      return cut(inflate(file, from), at, length);
    },
  };
}

/** The same data set from its start to its end. @throws RefusalError truncated, damaged, file_too_large */
export async function* inflatedChunks(file: ByteSource, from: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of inflate(file, from)) {
    size += chunk.length;
    if (size > MAX_INFLATED_BYTES) {
      throw new RefusalError('file_too_large', `Inflated, it has more than ${MAX_INFLATED_BYTES} bytes.`);
    }
    yield chunk;
  }
}

const MiB = 1024 * 1024;
/** The header of a radiograph lies well within. */
const START_BYTES = MiB;
/** The largest image that is taken by default, at 16 bits, and room for its header. */
const MAX_INFLATED_BYTES = 256 * MiB;
/** One for the pixels, one for a look-up table behind the start, one for a window that reaches beyond it. */
const MAX_PASSES = 3;
const CHUNK_BYTES = 64 * 1024;

/** @throws RefusalError truncated, damaged */
async function* inflate(file: ByteSource, from: number): AsyncGenerator<Buffer> {
  const stream = createInflateRaw({ chunkSize: CHUNK_BYTES });
  // Every failure comes out of the stream that is read here.
  pipeline(Readable.from(parts(file, from)), stream, () => {});
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (error) {
    if (error instanceof RefusalError) throw error;
    const short = (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
    throw new RefusalError(short ? 'truncated' : 'damaged', 'It cannot be inflated.', error);
  } finally {
    stream.destroy();
  }
}

async function* parts(file: ByteSource, from: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < file.size; at += CHUNK_BYTES) {
    yield await file.read(at, Math.min(CHUNK_BYTES, file.size - at));
  }
}

async function cut(chunks: AsyncIterable<Buffer>, at: number, length: number): Promise<Buffer> {
  const out = Buffer.allocUnsafeSlow(length);
  let seen = 0;
  for await (const chunk of chunks) {
    const from = Math.max(0, at - seen);
    if (from < chunk.length && seen < at + length) chunk.copy(out, Math.max(0, seen - at), from);
    seen += chunk.length;
    if (seen >= at + length) return out;
  }
  throw new RefusalError('truncated');
}
