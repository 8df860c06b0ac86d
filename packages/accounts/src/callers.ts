import { WetreadError } from '@wetread/contracts';
import type { KeyUses } from './key-uses.ts';
import type { TenantDirectory } from './tenants.ts';
import { type TokenVerifier, tokenOf } from './token-verifier.ts';
import type { KeyVerifier, Principal } from './verifier.ts';

/** Anything that knows who sends an Authorization header. */
export interface CallerVerifier {
  /** @throws WetreadError unauthenticated, storage_unavailable */
  verify(authorization: string | undefined): Promise<Principal>;
}

/** A caller who is known and nevertheless not let in: what there is to audit about the attempt. */
export class CallerRefused extends WetreadError {
  readonly caller: Omit<Principal, 'scopes'>;

  constructor(caller: Omit<Principal, 'scopes'>, sentence: string) {
    super('unauthenticated', sentence);
    this.caller = caller;
  }
}

export interface CallersParts {
  readonly keys: KeyVerifier;
  readonly tokens: TokenVerifier;
  readonly tenants: TenantDirectory;
  readonly uses: KeyUses;
}

/** Who asks, by API key or bearer token; a suspended tenant's callers are refused. */
export class Callers implements CallerVerifier {
  readonly #parts: CallersParts;

  constructor(parts: CallersParts) {
    this.#parts = parts;
  }

  async verify(authorization: string | undefined): Promise<Principal> {
    const { keys, tokens, tenants, uses } = this.#parts;
    const token = tokenOf(authorization);
    const principal = await (token === undefined ? keys.verify(authorization) : tokens.verify(token));
    const tenant = await tenants.find(principal.tenant);
    if (tenant?.suspendedAt !== undefined) throw new CallerRefused(principal, 'This tenant is suspended.');
    // A key was issued for its tenant; an issuer may name one that nobody made.
    if (principal.token && !tenant) throw new WetreadError('unauthenticated', 'This token’s tenant is not one here.');
    if (!principal.token) uses.note(principal.tenant, principal.keyId);
    return tenant?.limits ? { ...principal, limits: tenant.limits } : principal;
  }
}
