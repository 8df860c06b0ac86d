import type { TenantDirectory, TenantSecrets } from '@wetread/accounts';
import { Deidentifier } from './deidentifier.ts';
import type { IdentityStore } from './identity-store.ts';
import { Pseudonyms } from './pseudonyms.ts';

export interface DeidentificationParts {
  readonly tenants: Pick<TenantDirectory, 'find'>;
  readonly secrets: TenantSecrets;
  readonly identities: IdentityStore;
}

/** Which tenants' files are de-identified, and how. */
export class Deidentification {
  readonly identities: IdentityStore;
  readonly #tenants: Pick<TenantDirectory, 'find'>;
  readonly #secrets: TenantSecrets;

  constructor({ tenants, secrets, identities }: DeidentificationParts) {
    this.identities = identities;
    this.#tenants = tenants;
    this.#secrets = secrets;
  }

  /**
   * As the tenant wants it now; undefined where its files are stored as they come. Without the installation's key nothing is
   * taken in, rather than in clear.
   *
   * @throws WetreadError identity_unavailable, storage_unavailable
   */
  async of(tenant: string): Promise<Deidentifier | undefined> {
    const options = (await this.#tenants.find(tenant))?.deidentification;
    return options && new Deidentifier(options, new Pseudonyms(await this.#secrets.ensure(tenant)));
  }

  /** For what was de-identified once, whatever the tenant wants now; undefined where it never wanted any. */
  async pseudonymsOf(tenant: string): Promise<Pseudonyms | undefined> {
    const secret = await this.#secrets.find(tenant);
    return secret && new Pseudonyms(secret);
  }
}
