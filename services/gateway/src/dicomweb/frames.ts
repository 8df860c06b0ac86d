import { WetreadError } from '@wetread/contracts';
import { compressions, explicitLittleEndian, findFrame, type StoredFrame } from '@wetread/dicom';
import type { Offer } from '@wetread/http';
import type { ObjectStorage } from '@wetread/storage';
import { unreadable } from './metadata.ts';
import { objectSource } from './object-source.ts';
import type { Rendering } from './rendering.ts';
import { fileKeyOf, type StoredInstance } from './stored-instances.ts';

/** A way in which a frame can be sent. */
export interface FrameForm extends Offer {
  /** Of the pixels themselves. */
  readonly type: string;
  readonly transferSyntax: string;
  readonly multipart: boolean;
}

/** PS3.18 table 8.7.3-5. */
const compressedTypes = {
  jpeg: 'image/jpeg',
  'jpeg-ls': 'image/jls',
  'jpeg-2000': 'image/jp2',
  htj2k: 'image/jphc',
  rle: 'image/dicom-rle',
} as const;
const octets = 'application/octet-stream';

/** The pixels of the one frame that a radiograph has. */
export class Frames {
  readonly #storage: ObjectStorage;
  readonly #rendering: Rendering;

  constructor(storage: ObjectStorage, rendering: Rendering) {
    this.#storage = storage;
    this.#rendering = rendering;
  }

  /** @throws WetreadError image_invalid, storage_unavailable */
  find(instance: StoredInstance): Promise<StoredFrame> {
    const source = objectSource(this.#storage, fileKeyOf(instance), instance.record.bytes);
    return findFrame(source).catch(unreadable);
  }

  /** As it is stored, straight from storage; otherwise unpacked by a render thread. */
  async open(
    instance: StoredInstance,
    frame: StoredFrame,
    form: FrameForm,
  ): Promise<AsyncIterable<Uint8Array> | Uint8Array> {
    const { ranges } = frame;
    if (!ranges || !isAsStored(frame, form)) return this.#rendering.samples(instance);
    const key = fileKeyOf(instance);
    const [first, ...rest] = ranges.filter(({ length }) => length > 0);
    if (!first) return new Uint8Array();
    const open = ({ offset, length }: typeof first) => this.#storage.getStream(key, { at: offset, length });
    const begun = await open(first);
    async function* all() {
      yield* begun as AsyncIterable<Uint8Array>;
      for (const range of rest) yield* (await open(range)) as AsyncIterable<Uint8Array>;
    }
    return all();
  }
}

/** Native samples are little endian whatever their syntax; those that are not have no ranges. */
const isAsStored = ({ transferSyntaxUid }: StoredFrame, form: FrameForm): boolean =>
  compressions.get(transferSyntaxUid) === undefined || form.transferSyntax === transferSyntaxUid;

/** How this frame can be had, what clients want most first: samples, which for colour are not unpacked. */
export function formsOf({ transferSyntaxUid, samplesPerPixel, ranges }: StoredFrame): FrameForm[] {
  const compression = compressions.get(transferSyntaxUid);
  const kinds: [string, string][] = [];
  if (samplesPerPixel === 1 || (!compression && ranges)) kinds.push([octets, explicitLittleEndian]);
  if (compression) kinds.push([compressedTypes[compression], transferSyntaxUid], [octets, transferSyntaxUid]);
  return kinds.flatMap(([type, transferSyntax]) => [
    {
      type,
      transferSyntax,
      multipart: true,
      mediaType: 'multipart/related',
      parameters: { type, 'transfer-syntax': transferSyntax },
    },
    { type, transferSyntax, multipart: false, mediaType: type, parameters: { 'transfer-syntax': transferSyntax } },
  ]);
}

/** @param list numbers with commas between. @returns how many they are @throws WetreadError not_found */
export function checkFrames(list: string): number {
  const numbers = list.split(',');
  if (numbers.some((number) => number !== '1')) throw new WetreadError('not_found', 'A radiograph has one frame, 1.');
  return numbers.length;
}
