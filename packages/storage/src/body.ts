import { Readable } from 'node:stream';
import type { WetreadError } from '@wetread/contracts';

/**
 * The bytes of a body. Errors of a stream come out as they are, so that a store can tell them from its own. Call it
 * before the first wait: a stream that fails while nobody listens would end the process.
 */
export function chunksOf(body: Uint8Array | Readable): AsyncIterable<Buffer> {
  if (body instanceof Readable) body.on('error', () => {});
  return read(body);
}

async function* read(body: Uint8Array | Readable): AsyncGenerator<Buffer> {
  if (body instanceof Uint8Array) yield asBuffer(body);
  else for await (const chunk of body) yield typeof chunk === 'string' ? Buffer.from(chunk) : asBuffer(chunk);
}

/** Cut into blocks of `size` bytes; only the last is shorter, and an empty body is one empty block. */
export async function* blocksOf(
  chunks: AsyncIterable<Buffer>,
  size: number,
): AsyncGenerator<{ block: Buffer; last: boolean }> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes <= size) continue;
    let bytes = Buffer.concat(held);
    for (; bytes.length > size; bytes = bytes.subarray(size)) yield { block: bytes.subarray(0, size), last: false };
    held = [bytes];
    heldBytes = bytes.length;
  }
  yield { block: Buffer.concat(held), last: true };
}

/** The same bytes; an error of `source` comes out through `translate`. */
export function translated(source: Readable, translate: (thrown: unknown) => WetreadError): Readable {
  async function* pass(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of source) yield chunk;
    } catch (thrown) {
      throw translate(thrown);
    }
  }
  source.on('error', () => {});
  // One destroyed before its first read never starts the generator, and the source would stay open.
  return Readable.from(pass(), { objectMode: false }).once('close', () => source.destroy());
}

export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
