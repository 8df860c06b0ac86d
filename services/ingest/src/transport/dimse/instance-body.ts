import { Writable } from 'node:stream';
import { WetreadError } from '@wetread/contracts';

/**
 * The data set of one C-STORE between the socket and its reader. It takes every write, since the library goes on writing
 * whatever it is told; `heldBytes` says when the socket has to wait.
 */
export class InstanceBody extends Writable {
  readonly #moved: () => void;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #discarding = false;
  #ended = false;
  #wake: (() => void) | undefined;

  /** `moved` is called whenever bytes went on. */
  constructor(moved: () => void) {
    super({ highWaterMark: Number.MAX_SAFE_INTEGER });
    this.#moved = moved;
    this.on('error', () => undefined);
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** `head`, then what comes. @throws WetreadError cancelled, where the association ends before the data set */
  async *chunks(head: Buffer): AsyncGenerator<Buffer> {
    yield head;
    for (;;) {
      const chunk = this.#held.shift();
      if (chunk) {
        this.#heldBytes -= chunk.length;
        this.#moved();
        yield chunk;
      } else if (this.errored) throw this.errored;
      else if (this.#ended) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Throws away what is still to come: the sender reads no answer before it has sent everything. */
  discard(): void {
    this.#discarding = true;
    [this.#held, this.#heldBytes] = [[], 0];
    this.#moved();
  }

  /** The association is gone; a data set that has ended is not affected. */
  cut(): void {
    if (this.writableEnded) return;
    this.destroy(new WetreadError('cancelled', 'The association ended before the data set did.'));
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    if (!this.#discarding) {
      this.#held.push(chunk);
      this.#heldBytes += chunk.length;
    }
    this.#moved();
    done();
    this.#rouse();
  }

  override _final(done: () => void): void {
    this.#ended = true;
    done();
    this.#rouse();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    done(error);
    this.#rouse();
  }

  #rouse(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
