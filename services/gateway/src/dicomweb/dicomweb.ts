import { Readable } from 'node:stream';
import type { ObjectStorage } from '@wetread/storage';
import { Frames } from './frames.ts';
import { Metadata } from './metadata.ts';
import { Rendering, type RenderingOptions } from './rendering.ts';
import type { SearchParts } from './search/search.ts';
import { StoredInstances } from './stored-instances.ts';

/** What the DICOMweb routes read from. */
export class Dicomweb {
  readonly storage: ObjectStorage;
  readonly instances: StoredInstances;
  readonly metadata: Metadata;
  readonly rendering: Rendering;
  readonly frames: Frames;
  readonly search: SearchParts;

  constructor({ studies, index, rows }: Pick<SearchParts, 'studies' | 'index' | 'rows'>, options: RenderingOptions) {
    const { storage } = studies;
    this.storage = storage;
    this.instances = new StoredInstances(studies);
    this.metadata = new Metadata(storage);
    this.rendering = new Rendering(storage, options);
    this.frames = new Frames(storage, this.rendering);
    this.search = { studies, index, rows, instances: this.instances, metadata: this.metadata };
  }

  close(): Promise<void> {
    return this.rendering.close();
  }
}

/** What is sent alone: a stream, or bytes that are there. */
export async function streamed(content: Promise<AsyncIterable<Uint8Array> | Uint8Array>): Promise<Readable | Buffer> {
  const found = await content;
  return found instanceof Uint8Array
    ? Buffer.from(found.buffer, found.byteOffset, found.byteLength)
    : Readable.from(found, { objectMode: false });
}
