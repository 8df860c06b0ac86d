import { type ObjectStorage, openStorage } from '@wetread/storage';
import { TokenIssuer, tempFolder } from '@wetread/testing';
import { Redis } from 'ioredis';
import { type CryptoKey, generateKeyPair, type JWK, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  accountsConfig,
  Callers,
  issueKey,
  KeyUses,
  KeyVerifier,
  type OidcIssuer,
  oidcIssuer,
  TenantDirectory,
  TenantStore,
  TokenVerifier,
} from './index.ts';

let issuer: TokenIssuer;
let storage: ObjectStorage;
const redis = new Redis({ lazyConnect: true });
const uses = new KeyUses(redis);

beforeAll(async () => {
  issuer = await TokenIssuer.start();
});
afterAll(async () => {
  issuer.stop();
  await uses.close();
  redis.disconnect();
});
beforeEach(async () => {
  const folder = await tempFolder('oidc');
  storage = await openStorage(`file://${folder.path}`);
  await new TenantStore(storage).create({ id: 'north', name: 'Northern' });
  return () => folder.remove();
});
afterEach(() => {
  issuer.down = false;
});

type Settings = Partial<z.input<typeof oidcIssuer>>;
const settings = (over: Settings = {}): OidcIssuer =>
  oidcIssuer.parse({ issuer: issuer.url, audience: 'wetread', ...over });

function callers(over: Settings = {}, cooldownMs = 0): Callers {
  const tokens = new TokenVerifier([settings(over)], { cooldownMs });
  const tenants = new TenantDirectory(new TenantStore(storage));
  return new Callers({ keys: new KeyVerifier(storage), tokens, tenants, uses });
}

const outcome = (token: string, who = callers()) =>
  who.verify(`Bearer ${token}`).then(
    ({ tenant, scopes }) => ({ tenant, scopes }),
    ({ code }) => code as string,
  );

describe('a bearer token', () => {
  it('of a trusted issuer opens its tenant and scopes, beside API keys', async () => {
    const who = callers();
    const principal = await who.verify(`Bearer ${await issuer.sign({ scope: 'read wetread:chat openid' })}`);
    expect(principal).toMatchObject({ tenant: 'north', scopes: ['read', 'chat'] });
    expect(principal.token).toEqual({ issuer: issuer.url, subject: 'jane' });
    const { key } = await issueKey(storage, { tenant: 'north', name: 'k', scopes: ['ingest'] });
    expect(await outcome(key, who)).toEqual({ tenant: 'north', scopes: ['ingest'] });
  });

  it.each<[string, Record<string, unknown>]>([
    ['another issuer', { iss: 'https://elsewhere.example' }],
    ['no issuer', { iss: undefined }],
    ['another audience', { aud: 'other' }],
    ['no audience', { aud: undefined }],
    ['an expiry that has passed', { exp: Math.floor(Date.now() / 1_000) - 60 }],
    ['no expiry', { exp: undefined }],
    ['a time before which it is not valid', { nbf: Math.floor(Date.now() / 1_000) + 300 }],
    ['no subject', { sub: undefined }],
    ['no tenant', { tenant: undefined }],
    ['a tenant that is none', { tenant: '../south' }],
    ['a tenant that is a list', { tenant: ['north'] }],
    ['a tenant that nobody made here', { tenant: 'south' }],
  ])('with %s is refused', async (_, claims) => {
    expect(await outcome(await issuer.sign(claims))).toBe('unauthenticated');
  });

  it('that expired is known by whom it was, for the audit log', async () => {
    const token = await issuer.sign({ exp: Math.floor(Date.now() / 1_000) - 60 });
    await expect(callers().verify(`Bearer ${token}`)).rejects.toMatchObject({
      caller: { tenant: 'north', token: { subject: 'jane' } },
    });
  });

  it('without a signature, with a broken one, or signed by a stranger is refused', async () => {
    const now = Date.now() / 1_000;
    const claims = { iss: issuer.url, aud: 'wetread', sub: 'jane', tenant: 'north', scope: 'admin', exp: now + 300 };
    expect(await outcome(new UnsecuredJWT(claims).encode())).toBe('unauthenticated');
    const token = await issuer.sign();
    expect(await outcome(`${token.slice(0, -8)}AAAAAAAA`)).toBe('unauthenticated');
    const [head, , signature] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ ...claims, tenant: 'north' })).toString('base64url');
    expect(await outcome(`${head}.${forged}.${signature}`)).toBe('unauthenticated');
    const { privateKey } = await generateKeyPair('RS256');
    expect(await outcome(await issuer.sign({}, { key: privateKey }))).toBe('unauthenticated');
    expect(await outcome('not.a.token')).toBe('unauthenticated');
  });

  it('signed with the public key as a shared secret is refused', async () => {
    const jwk = issuer.keys.get('first')?.jwk as JWK;
    const secret = new TextEncoder().encode(JSON.stringify(jwk)) as unknown as CryptoKey;
    expect(await outcome(await issuer.sign({}, { alg: 'HS256', key: secret }))).toBe('unauthenticated');
  });

  it('of a suspended tenant is refused', async () => {
    await new TenantStore(storage).change('north', { suspended: true });
    expect(await outcome(await issuer.sign())).toBe('unauthenticated');
  });
});

describe('the issuer’s keys', () => {
  it('may be rotated: a new one is fetched when a token names it, an old one ends when it is taken away', async () => {
    const who = callers();
    const old = await issuer.sign();
    expect(await outcome(old, who)).toMatchObject({ tenant: 'north' });
    await issuer.addKey('second', 'ES256');
    expect(await outcome(await issuer.sign({}, { kid: 'second', alg: 'ES256' }), who)).toMatchObject({
      tenant: 'north',
    });
    const { key, jwk } = issuer.keys.get('first') as { key: CryptoKey; jwk: JWK };
    issuer.keys.delete('first');
    expect(await outcome(old, callers())).toBe('unauthenticated');
    issuer.keys.set('first', { key, jwk });
  });

  it('are not asked for again and again by tokens with unknown ones', async () => {
    const who = callers({}, 60_000);
    await outcome(await issuer.sign(), who);
    const before = issuer.asked;
    const { privateKey } = await generateKeyPair('RS256');
    for (let i = 0; i < 20; i++) {
      const token = await issuer.sign({}, { kid: `unknown-${i}`, key: privateKey });
      expect(await outcome(token, who)).toBe('unauthenticated');
    }
    expect(issuer.asked).toBe(before);
  });

  it('that cannot be fetched are an error to come back from, and no stranger', async () => {
    issuer.down = true;
    const who = callers();
    expect(await outcome(await issuer.sign(), who)).toBe('issuer_unavailable');
    expect(await outcome(await issuer.sign(), callers({ jwksUri: `${issuer.url}/jwks` }))).toBe('issuer_unavailable');
    issuer.down = false;
    expect(await outcome(await issuer.sign(), who)).toMatchObject({ tenant: 'north' });
  });
});

describe('claims', () => {
  it('are mapped to tenant and scopes as configured, and nothing else counts', async () => {
    const map: Settings = {
      tenantClaim: 'https://example.org/hospital',
      tenants: { 'Klinik Nord': 'north' },
      scopesClaim: 'realm_access.roles',
      scopes: { radiologist: ['read', 'chat'], boss: ['admin'] },
    };
    const sign = (hospital: string, roles: unknown) =>
      issuer.sign({ 'https://example.org/hospital': hospital, realm_access: { roles } });
    expect(await outcome(await sign('Klinik Nord', ['radiologist', 'admin']), callers(map))).toEqual({
      tenant: 'north',
      scopes: ['read', 'chat'],
    });
    expect(await outcome(await sign('Klinik Nord', undefined), callers(map))).toEqual({ tenant: 'north', scopes: [] });
    expect(await outcome(await sign('north', ['boss']), callers(map))).toBe('unauthenticated');
    expect(await outcome(await sign('__proto__', ['constructor']), callers(map))).toBe('unauthenticated');
  });
});

describe('OIDC_ISSUERS', () => {
  const schema = z.object(accountsConfig);
  it.each([
    'nonsense',
    '{}',
    '[{"issuer":"https://a.example"}]',
    '[{"issuer":"http://a.example","audience":"x"}]',
    '[{"issuer":"https://a.example","audience":"x","scopes":{"a":["root"]}}]',
    '[{"issuer":"https://a.example","audience":"x"},{"issuer":"https://a.example","audience":"y"}]',
    '[{"issuer":"https://a.example","audience":"x","tenantclaim":"t"}]',
  ])('is refused as %s', (text) => {
    expect(schema.safeParse({ OIDC_ISSUERS: text }).success).toBe(false);
  });
});
