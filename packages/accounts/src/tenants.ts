import { type DeidentificationOptions, deidentificationOptions, tenantId, WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { z } from 'zod';
import { tenantPath, tenantsPrefix } from './paths.ts';
import { Recent } from './recent.ts';
import { encodeStored, readStored, unlessDamaged } from './records.ts';

const perMinute = z.int().min(1).max(10_000_000);

/** What a tenant may do at most; where a field is absent, the installation's default holds. */
export const tenantLimits = z.object({
  requestsPerMinute: perMinute.optional(),
  uploadsPerMinute: perMinute.optional(),
  queuedStudies: z.int().min(1).max(10_000_000).optional(),
});
export type TenantLimits = z.infer<typeof tenantLimits>;

export const tenantRecord = z.object({
  id: tenantId,
  name: z.string().min(1).max(200),
  createdAt: z.iso.datetime(),
  limits: tenantLimits.optional(),
  /** Files are de-identified before they are stored; without it they are stored as they come. */
  deidentification: deidentificationOptions.optional(),
  /** Since then nobody gets in, and what is stored stays. */
  suspendedAt: z.iso.datetime().optional(),
});
export type TenantRecord = z.infer<typeof tenantRecord>;

export interface TenantChange {
  readonly name?: string | undefined;
  readonly limits?: TenantLimits | undefined;
  /** `null` for none. */
  readonly deidentification?: DeidentificationOptions | null | undefined;
  readonly suspended?: boolean | undefined;
}

/** The customers of an installation, kept in object storage (I1). */
export class TenantStore {
  readonly #storage: ObjectStorage;

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
  }

  /** @throws WetreadError conflict */
  async create(record: Omit<TenantRecord, 'createdAt'>): Promise<TenantRecord> {
    const full = { ...record, createdAt: new Date().toISOString() };
    if (await this.#storage.putIfAbsent(tenantPath(record.id), encodeStored(full))) return full;
    throw new WetreadError('conflict', `There is a tenant ${record.id} already.`);
  }

  /** The tenant that an installation cannot be without. */
  async ensure(id: string): Promise<void> {
    const record = { id, name: id, createdAt: new Date().toISOString() };
    await this.#storage.putIfAbsent(tenantPath(id), encodeStored(record));
  }

  find(id: string): Promise<TenantRecord | undefined> {
    return readStored(this.#storage, tenantPath(id), tenantRecord);
  }

  /** @throws WetreadError not_found */
  async get(id: string): Promise<TenantRecord> {
    const record = await this.find(id);
    if (!record) throw new WetreadError('not_found', `There is no tenant ${id}.`);
    return record;
  }

  /** In the order of ids. */
  async list(): Promise<TenantRecord[]> {
    const found: TenantRecord[] = [];
    for await (const { key } of this.#storage.list(tenantsPrefix)) {
      if (!key.endsWith('/tenant.json')) continue;
      const record = await readStored(this.#storage, key, tenantRecord).catch(unlessDamaged);
      if (record) found.push(record);
    }
    return found;
  }

  /** Of two changes at one time, the later one stays. @throws WetreadError not_found */
  async change(id: string, { name, limits, deidentification, suspended }: TenantChange): Promise<TenantRecord> {
    const { suspendedAt, deidentification: before, ...rest } = await this.get(id);
    const protection = deidentification === undefined ? before : deidentification;
    const since = suspended === true ? (suspendedAt ?? new Date().toISOString()) : suspendedAt;
    const record = {
      ...rest,
      ...(name !== undefined && { name }),
      ...(limits && { limits }),
      ...(protection && { deidentification: protection }),
      ...(since !== undefined && suspended !== false && { suspendedAt: since }),
    };
    await this.#storage.put(tenantPath(id), encodeStored(record));
    return record;
  }
}

/** How long a tenant's record is believed; a change takes so long to be felt everywhere. */
const TTL_MS = 10_000;

/** What is known of tenants, with a short and bounded memory, for what every request asks. */
export class TenantDirectory {
  readonly #store: TenantStore;
  readonly #known: Recent<TenantRecord | 'none'>;
  readonly #looks = new Map<string, Promise<TenantRecord | undefined>>();
  readonly #ttlMs: number;

  constructor(store: TenantStore, { ttlMs = TTL_MS, maxEntries = 10_000 } = {}) {
    this.#store = store;
    this.#ttlMs = ttlMs;
    this.#known = new Recent(maxEntries);
  }

  /** @returns undefined for a tenant of which there is no record. @throws WetreadError storage_unavailable */
  find(id: string): TenantRecord | undefined | Promise<TenantRecord | undefined> {
    const known = this.#known.get(id);
    if (known) return known === 'none' ? undefined : known;
    const look = this.#looks.get(id) ?? this.#look(id);
    this.#looks.set(id, look);
    return look;
  }

  async #look(id: string): Promise<TenantRecord | undefined> {
    try {
      const record = await this.#store.find(id);
      this.#known.set(id, record ?? 'none', this.#ttlMs);
      return record;
    } finally {
      this.#looks.delete(id);
    }
  }
}
