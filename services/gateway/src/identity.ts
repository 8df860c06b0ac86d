import { type TenantDirectory, TenantSecrets } from '@wetread/accounts';
import { Deidentification, IdentityStore, OriginalNames, OriginalUids } from '@wetread/deidentification';
import type { ObjectStorage } from '@wetread/storage';
import type { GatewayConfig } from './config.ts';

/** What finds de-identified studies by their senders' UIDs, and says whom they are of. */
export interface IdentityParts {
  readonly secrets: TenantSecrets;
  readonly identities: IdentityStore;
  readonly originalUids: OriginalUids;
  readonly names: OriginalNames;
}

export function openIdentity(
  { IDENTITY_SECRET_KEY: key }: Pick<GatewayConfig, 'IDENTITY_SECRET_KEY'>,
  storage: ObjectStorage,
  tenants: TenantDirectory,
): IdentityParts {
  const secrets = new TenantSecrets(storage, key);
  const identities = new IdentityStore(storage, secrets);
  const deidentification = new Deidentification({ tenants, secrets, identities });
  return {
    secrets,
    identities,
    originalUids: new OriginalUids(storage, deidentification),
    names: new OriginalNames(secrets, identities),
  };
}
