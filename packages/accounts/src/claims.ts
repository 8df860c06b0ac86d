import { tenantId } from '@wetread/contracts';
import { type Scope, scopes } from './keys.ts';
import type { OidcIssuer } from './oidc-config.ts';

/** What a verified token's claims mean here. */

export type Claims = Readonly<Record<string, unknown>>;

/** @returns undefined where the claim is missing, is no tenant, or is not one of those that the issuer may name */
export function tenantOf(claims: Claims, { tenantClaim, tenants }: OidcIssuer): string | undefined {
  const value = claimOf(claims, tenantClaim);
  if (typeof value !== 'string') return undefined;
  if (tenants) return Object.hasOwn(tenants, value) ? tenants[value] : undefined;
  return tenantId.safeParse(value).success ? value : undefined;
}

export function scopesOf(claims: Claims, { scopesClaim, scopes: map }: OidcIssuer): Scope[] {
  const value = claimOf(claims, scopesClaim);
  const values = typeof value === 'string' ? value.split(/\s+/) : Array.isArray(value) ? value.map(String) : [];
  const meant = values.flatMap((each) => {
    if (map) return Object.hasOwn(map, each) ? (map[each] ?? []) : [];
    return scopes.filter((scope) => each === scope || each === `wetread:${scope}`);
  });
  return [...new Set(meant)];
}

/** A name may hold dots itself, as a URL does: it is looked for whole before it is taken as a path. */
function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let found: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as Record<string, unknown>)[part];
  }
  return found;
}
