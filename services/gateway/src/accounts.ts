import { writeFile } from 'node:fs/promises';
import {
  Callers,
  type CallerVerifier,
  ensureFirstKey,
  KeyUses,
  KeyVerifier,
  TenantDirectory,
  TenantStore,
  TokenVerifier,
} from '@wetread/accounts';
import { WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import type { Redis } from 'ioredis';
import type { GatewayConfig } from './config.ts';

/** Who may ask, and for which tenants. */
export interface Accounts {
  /** In which keys are. */
  readonly storage: ObjectStorage;
  readonly tenants: TenantStore;
  readonly directory: TenantDirectory;
  readonly callers: CallerVerifier;
  readonly uses: KeyUses;
  readonly operator: string;
}

export async function openAccounts(config: GatewayConfig, storage: ObjectStorage, redis: Redis): Promise<Accounts> {
  const tenants = new TenantStore(storage);
  await tenants.ensure(config.OPERATOR_TENANT);
  await giveFirstKey(config, storage);
  const directory = new TenantDirectory(tenants);
  const uses = new KeyUses(redis);
  return {
    storage,
    tenants,
    directory,
    uses,
    callers: new Callers({
      keys: new KeyVerifier(storage),
      tokens: new TokenVerifier(config.OIDC_ISSUERS),
      tenants: directory,
      uses,
    }),
    operator: config.OPERATOR_TENANT,
  };
}

/** A key that was made is told once: in a file where one is named, else on standard output, never in the log. */
async function giveFirstKey(config: GatewayConfig, storage: ObjectStorage): Promise<void> {
  const { OPERATOR_TENANT: tenant, FIRST_ADMIN_KEY: given, FIRST_ADMIN_KEY_FILE: file } = config;
  const key = await ensureFirstKey(storage, { tenant, given });
  if (key === undefined || given !== undefined) return;
  if (file === undefined) {
    process.stdout.write(`First admin key of tenant ${tenant}, shown this once: ${key}\n`);
    return;
  }
  await writeFile(file, `${key}\n`, { mode: 0o600 }).catch((cause) => {
    const advice = 'Name another file, or set FIRST_ADMIN_KEY, and start again.';
    throw new WetreadError('config_invalid', `FIRST_ADMIN_KEY_FILE cannot be written. ${advice}`, { cause });
  });
}
