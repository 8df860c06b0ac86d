import { randomBytes } from 'node:crypto';
import { WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { tenantSecretPath } from './paths.ts';
import { Recent } from './recent.ts';
import { encodeStored, readStored } from './records.ts';
import { SecretBox, sealedSecret, secretKey } from './sealed-secret.ts';

/** What a process is told that opens tenants' secrets; spread it into the service's own schema. */
export const identityConfig = {
  IDENTITY_SECRET_KEY: secretKey
    .optional()
    .meta({ secret: true })
    .describe(
      'key that identities of de-identified studies are kept under: 32 bytes in base64; docs/deidentification.md',
    ),
};

/** How long it is believed that a tenant has none. One that is there never changes. */
const NONE_TTL_MS = 10_000;
const TTL_MS = 600_000;

/**
 * The 32 random bytes of a tenant that its pseudonyms come from, made once, and kept in object storage (I1) under the
 * installation's own key: whoever has only one of the two can say nothing of anybody.
 */
export class TenantSecrets {
  readonly #storage: ObjectStorage;
  readonly #box: SecretBox | undefined;
  readonly #known = new Recent<Buffer | 'none'>(10_000);

  constructor(storage: ObjectStorage, key: Buffer | undefined) {
    this.#storage = storage;
    this.#box = key && new SecretBox(key, 'IDENTITY_SECRET_KEY');
  }

  /** @returns undefined where the tenant never had one. @throws WetreadError identity_unavailable, record_invalid, storage_unavailable */
  async find(tenant: string): Promise<Buffer | undefined> {
    const known = this.#known.get(tenant);
    if (known) return known === 'none' ? undefined : known;
    const sealed = await readStored(this.#storage, tenantSecretPath(tenant), sealedSecret);
    const secret = sealed && Buffer.from(this.#open().open(sealed, tenant), 'base64');
    this.#known.set(tenant, secret ?? 'none', secret ? TTL_MS : NONE_TTL_MS);
    return secret;
  }

  /** Of two who make it at once, both get the first one's. @throws WetreadError identity_unavailable, record_invalid, storage_unavailable */
  async ensure(tenant: string): Promise<Buffer> {
    const found = await this.find(tenant);
    if (found) return found;
    const sealed = this.#open().seal(randomBytes(32).toString('base64'), tenant);
    await this.#storage.putIfAbsent(tenantSecretPath(tenant), encodeStored(sealed));
    this.#known.delete(tenant);
    return (await this.find(tenant)) as Buffer;
  }

  #open(): SecretBox {
    if (this.#box) return this.#box;
    const message = 'This tenant’s studies are de-identified, and IDENTITY_SECRET_KEY is not set.';
    throw new WetreadError('identity_unavailable', message, { retryAfterS: 60 });
  }
}
