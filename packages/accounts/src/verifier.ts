import { sha256, WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { CallerRefused, type CallerVerifier } from './callers.ts';
import { findKey, type KeyRecord, type Scope } from './keys.ts';
import { Recent } from './recent.ts';
import type { TenantLimits } from './tenants.ts';

/** Who asks. */
export interface Principal {
  readonly tenant: string;
  /** Of the API key; for a bearer token, an id that its issuer and subject always give. */
  readonly keyId: string;
  /** Of a bearer token. */
  readonly token?: { readonly issuer: string; readonly subject: string };
  readonly scopes: readonly Scope[];
  /** Of the tenant, where its record names any. */
  readonly limits?: TenantLimits;
}

export interface VerifierOptions {
  /** How long an answer is believed; a revoked key works for so long. */
  readonly ttlMs?: number;
  /** Known keys held, and as many unknown ones. */
  readonly maxEntries?: number;
}

/** A key may be issued a moment after it was first tried. */
const UNKNOWN_TTL_MS = 1_000;

/** Checks keys against storage, with a short and bounded memory. Requests that ask for one key at once share one look. */
export class KeyVerifier implements CallerVerifier {
  readonly #storage: ObjectStorage;
  readonly #ttlMs: number;
  // By hash, so that no key stays in memory; apart, so that guesses do not push known keys out.
  readonly #known: Recent<KeyRecord>;
  readonly #unknown: Recent<true>;
  readonly #looks = new Map<string, Promise<KeyRecord | undefined>>();

  constructor(storage: ObjectStorage, { ttlMs = 10_000, maxEntries = 10_000 }: VerifierOptions = {}) {
    this.#storage = storage;
    this.#ttlMs = ttlMs;
    this.#known = new Recent(maxEntries);
    this.#unknown = new Recent(maxEntries);
  }

  /** @throws WetreadError unauthenticated, storage_unavailable */
  async verify(authorization: string | undefined): Promise<Principal> {
    const key = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (key === undefined) throw refused('Send the header "Authorization: Bearer <API key>".');
    const record = await this.#recordOf(key);
    if (!record) throw refused('This API key is not known.');
    const { tenant, id: keyId, scopes, expiresAt } = record;
    if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.now()) {
      throw new CallerRefused({ tenant, keyId }, 'This API key has expired.');
    }
    return { tenant, keyId, scopes };
  }

  #recordOf(key: string): KeyRecord | undefined | Promise<KeyRecord | undefined> {
    const hash = sha256(key);
    const known = this.#known.get(hash);
    if (known || this.#unknown.get(hash)) return known;
    const look = this.#looks.get(hash) ?? this.#look(key, hash);
    this.#looks.set(hash, look);
    return look;
  }

  /** A look that fails is no answer: the next request looks again. */
  async #look(key: string, hash: string): Promise<KeyRecord | undefined> {
    try {
      const record = await findKey(this.#storage, key);
      if (record) this.#known.set(hash, record, this.#ttlMs);
      else this.#unknown.set(hash, true, Math.min(this.#ttlMs, UNKNOWN_TTL_MS));
      return record;
    } finally {
      this.#looks.delete(hash);
    }
  }
}

/** One of the scopes is enough. @throws WetreadError forbidden */
export function requireScope(principal: Principal, ...scopes: readonly Scope[]): void {
  if ([...scopes, 'admin' as const].some((scope) => principal.scopes.includes(scope))) return;
  throw new WetreadError(
    'forbidden',
    `This API key lacks the scope ${scopes.map((scope) => `"${scope}"`).join(' or ')}.`,
  );
}

const refused = (sentence: string) => new WetreadError('unauthenticated', sentence);
