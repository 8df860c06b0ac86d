import { derivedId, WetreadError } from '@wetread/contracts';
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import { CallerRefused } from './callers.ts';
import { scopesOf, tenantOf } from './claims.ts';
import { IssuerKeys, type IssuerKeysOptions, issuerUnavailable } from './issuer-keys.ts';
import type { OidcIssuer } from './oidc-config.ts';
import type { Principal } from './verifier.ts';

/** Signatures that only the issuer can make: none of the shared-secret ones, and not `none`. */
const algorithms = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');
const CLOCK_TOLERANCE_S = 30;

/** The bearer token, where the header holds one; an API key has no dots. */
export function tokenOf(authorization: string | undefined): string | undefined {
  return /^Bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(authorization ?? '')?.[1];
}

interface Trusted {
  readonly issuer: OidcIssuer;
  readonly keys: IssuerKeys;
}

/** Checks the tokens of the configured issuers: signature, issuer, audience, times; and says whom their claims name. */
export class TokenVerifier {
  readonly #trusted: ReadonlyMap<string, Trusted>;

  constructor(issuers: readonly OidcIssuer[], options: IssuerKeysOptions = {}) {
    this.#trusted = new Map(
      issuers.map((issuer) => [issuer.issuer, { issuer, keys: new IssuerKeys(issuer, options) }]),
    );
  }

  /** @throws WetreadError unauthenticated, issuer_unavailable */
  async verify(token: string): Promise<Principal> {
    const trusted = this.#trusted.get(issuerOf(token));
    if (!trusted) throw refused('This token’s issuer is not one that is trusted here.');
    const claims = await check(token, trusted);
    const who = callerOf(claims, trusted.issuer);
    if (!who) throw refused('This token names no tenant that its issuer may speak for.');
    return { ...who, scopes: scopesOf(claims, trusted.issuer) };
  }
}

/** Before anything is verified: only to choose whose keys it is verified with. */
function issuerOf(token: string): string {
  try {
    return String(decodeJwt(token).iss);
  } catch {
    throw refused('This bearer token cannot be read.');
  }
}

async function check(token: string, { issuer, keys }: Trusted): Promise<JWTPayload> {
  const found = await keys.keys();
  try {
    const options = {
      issuer: issuer.issuer,
      audience: issuer.audience,
      algorithms,
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['sub', 'exp'],
    };
    return (await jwtVerify(token, found, options)).payload;
  } catch (error) {
    throw judge(error, issuer);
  }
}

function judge(error: unknown, issuer: OidcIssuer): WetreadError {
  if (error instanceof errors.JWTExpired) {
    // Its signature is good, so that the attempt can be audited.
    const caller = callerOf(error.payload, issuer);
    const sentence = 'This token has expired.';
    return caller ? new CallerRefused(caller, sentence) : refused(sentence);
  }
  if (error instanceof errors.JWTClaimValidationFailed)
    return refused(`This token’s claim "${error.claim}" is not right.`);
  if (error instanceof errors.JWKSNoMatchingKey)
    return refused('This token is signed with a key that its issuer does not name.');
  if (isAboutToken(error)) return refused('This token’s signature is not right.');
  return issuerUnavailable(issuer.issuer, error);
}

const tokenFaults = [
  errors.JWSSignatureVerificationFailed,
  errors.JWSInvalid,
  errors.JWTInvalid,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSMultipleMatchingKeys,
];
const isAboutToken = (error: unknown): boolean => tokenFaults.some((Fault) => error instanceof Fault);

function callerOf(claims: JWTPayload, issuer: OidcIssuer): Omit<Principal, 'scopes'> | undefined {
  const tenant = tenantOf(claims, issuer);
  const { sub: subject } = claims;
  if (tenant === undefined || subject === undefined) return undefined;
  const keyId = derivedId('sub', issuer.issuer, subject);
  return { tenant, keyId, token: { issuer: issuer.issuer, subject } };
}

const refused = (sentence: string) => new WetreadError('unauthenticated', sentence);
