import { Recent } from '@wetread/accounts';
import { RefusalError, WetreadError } from '@wetread/contracts';
import { type DicomJson, readMetadata } from '@wetread/dicom';
import type { ObjectStorage } from '@wetread/storage';
import { objectSource } from './object-source.ts';
import { fileKeyOf, type StoredInstance } from './stored-instances.ts';

/** Headers held; a radiograph's has some kilobytes as JSON. */
const maxKept = 2_000;
/** Larger ones are read again each time. */
const maxKeptElements = 500;
const keptMs = 600_000;

/**
 * Headers of stored instances as DICOM JSON, from storage or from a bounded memory. An instance's content never changes
 * under its UID, so what is remembered stays true; whether the instance is still there is for the caller to have asked.
 */
export class Metadata {
  readonly #storage: ObjectStorage;
  readonly #kept = new Recent<DicomJson>(maxKept);

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
  }

  /** Of a DICOM instance. @throws WetreadError image_invalid, storage_unavailable, not_found */
  async of(instance: StoredInstance): Promise<DicomJson> {
    const { ref, record } = instance;
    const name = `${ref.tenant}/${ref.study}/${record.sop}/${record.sha256}`;
    const kept = this.#kept.get(name);
    if (kept) return kept;
    const source = objectSource(this.#storage, fileKeyOf(instance), record.bytes);
    const dataset = await readMetadata(source).catch(unreadable);
    if (Object.keys(dataset).length <= maxKeptElements) this.#kept.set(name, dataset, keptMs);
    return dataset;
  }
}

/** What a file's own faults are to who asks for it. */
export function unreadable(error: unknown): never {
  if (!(error instanceof RefusalError)) throw error;
  throw new WetreadError('image_invalid', error.message, { cause: error, details: { refusal: error.code } });
}
