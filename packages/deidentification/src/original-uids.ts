import type { ObjectStorage } from '@wetread/storage';
import { keys } from '@wetread/studies';
import type { Deidentification } from './deidentification.ts';

/** UIDs that a request names a study and its parts by. */
export interface NamedUids {
  readonly study: string;
  readonly parts: readonly string[];
}

/** Finds de-identified studies by the UIDs that their senders know. */
export class OriginalUids {
  readonly #storage: ObjectStorage;
  readonly #deidentification: Pick<Deidentification, 'pseudonymsOf'>;

  constructor(storage: ObjectStorage, deidentification: Pick<Deidentification, 'pseudonymsOf'>) {
    this.#storage = storage;
    this.#deidentification = deidentification;
  }

  /**
   * The UIDs that things are stored under: the same, where there is such a study or the tenant never had any de-identified; else
   * what stands for them, so that a UID which says whom a study is of goes into no log and no message.
   *
   * @throws WetreadError identity_unavailable, storage_unavailable
   */
  async resolve(tenant: string, named: NamedUids): Promise<NamedUids> {
    const pseudonyms = await this.#deidentification.pseudonymsOf(tenant);
    if (!pseudonyms || (await this.#storage.has(keys.studyKey({ tenant, study: named.study })))) return named;
    return { study: pseudonyms.uid(named.study), parts: named.parts.map((uid) => pseudonyms.uid(uid)) };
  }
}
