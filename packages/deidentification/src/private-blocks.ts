import type { PrivateAttribute } from '@wetread/contracts';

/** The private blocks of one data set or item, PS3.5 7.8.1: which of their attributes a tenant calls safe. */
export class PrivateBlocks {
  readonly #safe: readonly PrivateAttribute[];
  /** Creators of blocks that hold a safe attribute, by the upper 24 bits of the block's tags. */
  readonly #creators = new Map<number, string>();

  constructor(safe: readonly PrivateAttribute[]) {
    this.#safe = safe;
  }

  isCreator(tag: number): boolean {
    const low = tag & 0xffff;
    return low >= 0x10 && low <= 0xff;
  }

  /** @param creator the value, where the element names the creator of a block, which stays with what is safe of it */
  isSafe(tag: number, creator: Buffer | undefined): boolean {
    const group = (tag >>> 16).toString(16).padStart(4, '0');
    const ofGroup = this.#safe.filter((each) => each.group.toLowerCase() === group);
    if (creator) {
      const name = creator.toString('latin1').replace(/[\0 ]+$/, '');
      if (!ofGroup.some((each) => each.creator === name)) return false;
      this.#creators.set((tag >>> 16) * 0x100 + (tag & 0xff), name);
      return true;
    }
    const owner = this.#creators.get(tag >>> 8);
    const element = (tag & 0xff).toString(16).padStart(2, '0');
    return ofGroup.some((each) => each.creator === owner && each.element.toLowerCase() === element);
  }
}
