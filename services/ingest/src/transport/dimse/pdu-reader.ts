/** Who takes what a {@link PduReader} finds. */
export interface PduTaker {
  /** A whole PDU, PS3.8 9.3, with its head. */
  whole(pdu: Buffer): void;
  /** The presentation context of the data set that is coming in, if one is. */
  incoming(): number | undefined;
  /** Bytes of that data set as they came, which are not its last; whether their PDU ends with them. */
  part(bytes: Buffer, isEnd: boolean): void;
}

const P_DATA = 0x04;
const HEAD_BYTES = 6;
/** With the head of its first presentation data value. */
const P_DATA_HEAD_BYTES = 12;

/**
 * Cuts what a sender writes into PDUs. The middle of a data set, nearly all that ever comes, is handed on as it arrives,
 * without being copied together first: what is allocated and thrown away for each instance is most of its cost.
 */
export class PduReader {
  readonly #taker: PduTaker;
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Until which what is held cannot be told, or is not whole. */
  #needed = HEAD_BYTES;
  /** Bytes of a data set's middle that are still to come. */
  #passing = 0;

  constructor(taker: PduTaker) {
    this.#taker = taker;
  }

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      const taken = this.#passing > 0 ? this.#pass(chunk, at) : this.#gather(chunk, at);
      at += taken;
    }
  }

  #pass(chunk: Buffer, at: number): number {
    const part = chunk.subarray(at, at + this.#passing);
    this.#passing -= part.length;
    this.#taker.part(part, this.#passing === 0);
    return part.length;
  }

  #gather(chunk: Buffer, at: number): number {
    const part = chunk.subarray(at, at + this.#needed - this.#heldBytes);
    this.#held.push(part);
    this.#heldBytes += part.length;
    if (this.#heldBytes === this.#needed) this.#look();
    return part.length;
  }

  /** As much as was needed is there: either more is needed, or it is a whole PDU, or the head of a part. */
  #look(): void {
    const held = this.#held.length === 1 ? (this.#held[0] as Buffer) : Buffer.concat(this.#held, this.#heldBytes);
    this.#held = [held];
    const total = HEAD_BYTES + held.readUInt32BE(2);
    if (held.length === total) return this.#give(held);
    if (held.length === HEAD_BYTES && held[0] === P_DATA && total > P_DATA_HEAD_BYTES) {
      this.#needed = P_DATA_HEAD_BYTES;
    } else if (held.length === P_DATA_HEAD_BYTES && this.#isMiddle(held, total)) {
      this.#passing = total - P_DATA_HEAD_BYTES;
      this.#restart();
    } else this.#needed = total;
  }

  /** One value and no more, of the data set that is coming in, and neither of a command nor the last. */
  #isMiddle(head: Buffer, total: number): boolean {
    const oneValue = HEAD_BYTES + 4 + head.readUInt32BE(6) === total;
    return oneValue && head[11] === 0 && head[10] === this.#taker.incoming();
  }

  #give(pdu: Buffer): void {
    this.#restart();
    this.#taker.whole(pdu);
  }

  #restart(): void {
    [this.#held, this.#heldBytes, this.#needed] = [[], 0, HEAD_BYTES];
  }
}
