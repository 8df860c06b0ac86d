import { open } from 'node:fs/promises';
import { RefusalError } from '@wetread/contracts';

/** Random access to the bytes of one file, wherever it lies. */
export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /** Exactly `length` bytes; `at + length` is never beyond `size`. */
  read(at: number, length: number): Promise<Uint8Array>;
}

/** The bytes themselves, the path of a file, or something that reads parts of either. */
export type Source = Uint8Array | string | ByteSource;

/** Opens a source for the time of `use`. */
export async function withSource<T>(source: Source, use: (bytes: ByteSource) => Promise<T>): Promise<T> {
  if (source instanceof Uint8Array) return use(memorySource(source));
  if (typeof source !== 'string') return use(source);
  const file = await open(source, 'r');
  try {
    const { size } = await file.stat();
    return await use({
      size,
      async read(at, length) {
        const buffer = Buffer.allocUnsafeSlow(length);
        const { bytesRead } = await file.read(buffer, 0, length, at);
        if (bytesRead < length) throw new RefusalError('truncated');
        return buffer;
      },
    });
  } finally {
    await file.close();
  }
}

function memorySource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: async (at, length) => bytes.subarray(at, at + length) };
}

const WINDOW_BYTES = 64 * 1024;

/**
 * Small reads over a source through one window. Lengths that a file claims are compared with its size before anything
 * is allocated, so a lying length costs nothing.
 */
export class ByteReader {
  readonly size: number;
  readonly #source: ByteSource;
  #window: Buffer = Buffer.alloc(0);
  #windowAt = 0;

  constructor(source: ByteSource) {
    this.#source = source;
    this.size = source.size;
  }

  /** At most 64 KiB at a time; throws `truncated` beyond the end. */
  async bytes(at: number, length: number): Promise<Buffer> {
    this.within(at, length);
    const start = at - this.#windowAt;
    if (start >= 0 && start + length <= this.#window.length) return this.#window.subarray(start, start + length);
    const loaded = await this.#source.read(at, Math.min(WINDOW_BYTES, this.size - at));
    this.#window = Buffer.from(loaded.buffer, loaded.byteOffset, loaded.byteLength);
    this.#windowAt = at;
    return this.#window.subarray(0, length);
  }

  /** Bytes of their own, however many. */
  async copy(at: number, length: number): Promise<Buffer> {
    if (length <= WINDOW_BYTES) return Buffer.from(await this.bytes(at, length));
    this.within(at, length);
    return Buffer.from(await this.#source.read(at, length));
  }

  within(at: number, length: number): void {
    if (at + length > this.size)
      throw new RefusalError('truncated', `${at + length} bytes are needed, ${this.size} are there.`);
  }
}
