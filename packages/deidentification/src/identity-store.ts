import type { TenantSecrets } from '@wetread/accounts';
import { WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { encodeRecord, findRecord, keys, type StudyRef } from '@wetread/studies';
import { identityBox } from './identity-box.ts';
import { type IdentityRecord, identityRecord, sealedIdentity } from './identity-record.ts';

/** Of one study; a radiograph's has a handful of instances. */
const MAX_RECORDS = 1_000;

/**
 * Who de-identified studies are of: sealed under the tenant's secret (AES-256-GCM), apart from the studies, and gone with them.
 */
export class IdentityStore {
  readonly #storage: ObjectStorage;
  readonly #secrets: TenantSecrets;

  constructor(storage: ObjectStorage, secrets: TenantSecrets) {
    this.#storage = storage;
    this.#secrets = secrets;
  }

  /** The first that was said of an instance stays. @throws WetreadError identity_unavailable, storage_unavailable */
  async put(tenant: string, record: IdentityRecord): Promise<void> {
    const ref = { tenant, study: record.study };
    const box = identityBox(await this.#secrets.ensure(tenant));
    const key = keys.identityKey(ref, record.sop ?? 'sender');
    await this.#storage.putIfAbsent(key, encodeRecord(box.seal(JSON.stringify(record), key)));
  }

  /**
   * In the order of keys; empty where the study was never de-identified.
   *
   * @throws WetreadError record_invalid, identity_unavailable, storage_unavailable
   */
  async list(ref: StudyRef): Promise<IdentityRecord[]> {
    const found: IdentityRecord[] = [];
    for await (const { key } of this.#storage.list(keys.identitiesPrefix(ref))) {
      const record = found.length < MAX_RECORDS ? await this.#read(ref.tenant, key) : undefined;
      if (record) found.push(record);
    }
    return found;
  }

  /** Of one instance; undefined where it was never de-identified. @throws as `list` */
  find(ref: StudyRef, sop: string): Promise<IdentityRecord | undefined> {
    return this.#read(ref.tenant, keys.identityKey(ref, sop));
  }

  /** What its files called a study; undefined where it was never de-identified. @throws as `list` */
  async originalStudy(ref: StudyRef): Promise<string | undefined> {
    for await (const { key } of this.#storage.list(keys.identitiesPrefix(ref))) {
      const original = (await this.#read(ref.tenant, key))?.original.study;
      if (original !== undefined) return original;
    }
    return undefined;
  }

  async #read(tenant: string, key: string): Promise<IdentityRecord | undefined> {
    const sealed = await findRecord(this.#storage, key, sealedIdentity);
    const secret = sealed && (await this.#secrets.find(tenant));
    if (!sealed) return undefined;
    if (!secret) throw new WetreadError('record_invalid', `The secret that ${key} is kept under is gone.`);
    const parsed = identityRecord.safeParse(JSON.parse(identityBox(secret).open(sealed, key)));
    if (parsed.success) return parsed.data;
    throw new WetreadError('record_invalid', `${key} does not have the expected fields.`);
  }
}
