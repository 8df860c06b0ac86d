import { RefusalError } from '@wetread/contracts';
import {
  type ElementHead,
  type ElementWalker,
  type Encoding,
  SEQUENCE_END,
  tagName,
  UNDEFINED_LENGTH,
} from './elements.ts';

/** A run of bytes in the file. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** Where the pixels lie. */
export interface PixelDataPlace extends ByteRange {
  /** OB or OW; UN where the encoding does not say. */
  readonly vr: string;
  readonly encapsulated: boolean;
  /** The compressed fragments in order, without the offset table; empty where not encapsulated. */
  readonly fragments: readonly ByteRange[];
}

/** Walks the items of the pixel data, so that a file cut off inside them is known before anything is decoded. */
export async function pixelDataPlace(
  walker: ElementWalker,
  head: ElementHead,
  encoding: Encoding,
): Promise<PixelDataPlace> {
  if (head.length !== UNDEFINED_LENGTH) {
    const end = await walker.after(head, encoding);
    return { vr: head.vr, offset: head.at, length: end - head.at, encapsulated: false, fragments: [] };
  }
  const fragments: ByteRange[] = [];
  for (let at = head.at, index = 0; ; index++) {
    const item = await walker.head(at, encoding);
    if (item.tag === SEQUENCE_END) {
      return { vr: head.vr, offset: head.at, length: item.at - head.at, encapsulated: true, fragments };
    }
    if (item.tag !== 0xfffee000 || item.length === UNDEFINED_LENGTH) {
      throw new RefusalError('damaged', `${tagName(item.tag)} stands where a fragment should.`);
    }
    at = await walker.after(item, encoding);
    if (index > 0) fragments.push({ offset: item.at, length: item.length });
  }
}
