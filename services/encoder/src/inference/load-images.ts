import type { BatchEntry } from '@wetread/batching';
import { toWetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import type { EncodedImage, ImageSource } from '../domain/images.ts';
import type { LoadedImage } from './messages.ts';

export type ImageEntry = BatchEntry<ImageSource, EncodedImage>;

export interface LoadedEntry {
  readonly entry: ImageEntry;
  readonly image: LoadedImage;
}

/**
 * Fetches stored images. This happens after an image has left the queue, so that what waits there is a key and not a
 * file. An image that cannot be fetched is rejected and left out.
 */
export async function loadImages(entries: readonly ImageEntry[], storage: ObjectStorage): Promise<LoadedEntry[]> {
  const loaded = await Promise.all(entries.map((entry) => loadImage(entry, storage)));
  return loaded.filter((item) => item !== undefined);
}

async function loadImage(entry: ImageEntry, storage: ObjectStorage): Promise<LoadedEntry | undefined> {
  const { item } = entry;
  if (item.kind !== 'stored') return { entry, image: item };
  try {
    return { entry, image: { kind: 'encoded', bytes: await storage.get(item.key) } };
  } catch (error) {
    entry.reject(toWetreadError(error));
    return undefined;
  }
}
