import { WetreadError } from '@wetread/contracts';
import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import type { OidcIssuer } from './oidc-config.ts';

export interface IssuerKeysOptions {
  /** Between two questions for keys, however many tokens name unknown ones. */
  readonly cooldownMs?: number;
  readonly timeoutMs?: number;
}

/** An issuer's signing keys, fetched when first needed and again when a token names a key that is not among them. */
export class IssuerKeys {
  readonly #issuer: OidcIssuer;
  readonly #cooldownMs: number;
  readonly #timeoutMs: number;
  #keys: Promise<JWTVerifyGetKey> | undefined;
  #failed: { readonly at: number; readonly error: WetreadError } | undefined;

  constructor(issuer: OidcIssuer, { cooldownMs = 30_000, timeoutMs = 5_000 }: IssuerKeysOptions = {}) {
    this.#issuer = issuer;
    this.#cooldownMs = cooldownMs;
    this.#timeoutMs = timeoutMs;
  }

  /** @throws WetreadError issuer_unavailable */
  async keys(): Promise<JWTVerifyGetKey> {
    if (this.#failed && Date.now() - this.#failed.at < this.#cooldownMs) throw this.#failed.error;
    this.#keys ??= this.#open();
    try {
      return await this.#keys;
    } catch (cause) {
      this.#keys = undefined;
      const error = issuerUnavailable(this.#issuer.issuer, cause);
      this.#failed = { at: Date.now(), error };
      throw error;
    }
  }

  async #open(): Promise<JWTVerifyGetKey> {
    const options = { cooldownDuration: this.#cooldownMs, timeoutDuration: this.#timeoutMs, cacheMaxAge: 3_600_000 };
    return createRemoteJWKSet(new URL(this.#issuer.jwksUri ?? (await this.#discover())), options);
  }

  /** OpenID Connect Discovery 1.0: a document that names another issuer is not this one's. */
  async #discover(): Promise<string> {
    const url = `${this.#issuer.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const response = await fetch(url, { signal: AbortSignal.timeout(this.#timeoutMs), redirect: 'error' });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    const { issuer, jwks_uri } = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
    if (issuer !== this.#issuer.issuer) throw new Error(`${url} names another issuer`);
    if (typeof jwks_uri !== 'string') throw new Error(`${url} names no jwks_uri`);
    return jwks_uri;
  }
}

export function issuerUnavailable(issuer: string, cause: unknown): WetreadError {
  const message = `The keys of the token issuer ${issuer} could not be fetched; try again later.`;
  return new WetreadError('issuer_unavailable', message, { cause, retryAfterS: 10 });
}
