import { sha256, WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { findKey, type KeyRecord, type Scope } from './keys.ts';

/** Who asks. */
export interface Principal {
  readonly tenant: string;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
}

interface Entry {
  readonly record: Promise<KeyRecord | undefined>;
  readonly until: number;
}

export interface VerifierOptions {
  /** How long an answer is believed; a revoked key works for so long. */
  readonly ttlMs?: number;
  readonly maxEntries?: number;
}

/** Checks keys against storage, with a short and bounded memory. Requests that ask for one key at once share one look. */
export class KeyVerifier {
  readonly #storage: ObjectStorage;
  readonly #ttlMs: number;
  readonly #maxEntries: number;
  /** By hash, so that no key stays in memory; in the order of last use. */
  readonly #entries = new Map<string, Entry>();

  constructor(storage: ObjectStorage, { ttlMs = 10_000, maxEntries = 10_000 }: VerifierOptions = {}) {
    this.#storage = storage;
    this.#ttlMs = ttlMs;
    this.#maxEntries = maxEntries;
  }

  /** @throws WetreadError unauthenticated, storage_unavailable */
  async verify(authorization: string | undefined): Promise<Principal> {
    const key = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
    if (key === undefined) throw refused('Send the header "Authorization: Bearer <API key>".');
    const record = await this.#look(key);
    if (!record) throw refused('This API key is not known.');
    if (record.expiresAt !== undefined && Date.parse(record.expiresAt) <= Date.now()) {
      throw refused('This API key has expired.');
    }
    return { tenant: record.tenant, keyId: record.id, scopes: record.scopes };
  }

  #look(key: string): Promise<KeyRecord | undefined> {
    const hash = sha256(key);
    const known = this.#entries.get(hash);
    this.#entries.delete(hash);
    const entry = known && known.until > Date.now() ? known : this.#fetch(key, hash);
    this.#entries.set(hash, entry);
    if (this.#entries.size > this.#maxEntries) this.#entries.delete(this.#entries.keys().next().value as string);
    return entry.record;
  }

  #fetch(key: string, hash: string): Entry {
    const record = findKey(this.#storage, key);
    // A failed look is not an answer: the next request looks again.
    record.catch(() => this.#entries.delete(hash));
    return { record, until: Date.now() + this.#ttlMs };
  }
}

/** @throws WetreadError forbidden */
export function requireScope(principal: Principal, scope: Scope): void {
  if (principal.scopes.includes(scope) || principal.scopes.includes('admin')) return;
  throw new WetreadError('forbidden', `This API key lacks the scope "${scope}".`);
}

const refused = (sentence: string) => new WetreadError('unauthenticated', sentence);
