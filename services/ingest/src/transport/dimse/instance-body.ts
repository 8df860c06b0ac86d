import { Transform, type TransformCallback } from 'node:stream';
import { WetreadError } from '@wetread/contracts';

/**
 * The data set of one C-STORE between the socket and its reader. It takes every write, since the library goes on writing
 * whatever it is told; `heldBytes` says when the socket has to wait.
 */
export class InstanceBody extends Transform {
  readonly #moved: () => void;

  /** `moved` is called whenever bytes went on. */
  constructor(moved: () => void) {
    super({ writableHighWaterMark: Number.MAX_SAFE_INTEGER });
    this.#moved = moved;
    this.on('error', () => undefined);
  }

  get heldBytes(): number {
    return this.writableLength + this.readableLength;
  }

  /** `head`, then what comes. @throws WetreadError cancelled, where the association ends before the data set */
  async *chunks(head: Buffer): AsyncGenerator<Buffer> {
    yield head;
    for await (const chunk of this.iterator({ destroyOnReturn: false })) {
      yield chunk as Buffer;
      this.#moved();
    }
  }

  /** Throws away what is still to come: the sender reads no answer before it has sent everything. */
  discard(): void {
    this.resume();
    this.#moved();
  }

  /** The association is gone; a data set that has ended is not affected. */
  cut(): void {
    if (this.writableEnded) return;
    this.destroy(new WetreadError('cancelled', 'The association ended before the data set did.'));
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.#moved();
    done(null, chunk);
  }
}
