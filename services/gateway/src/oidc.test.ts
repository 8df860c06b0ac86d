import { TenantStore } from '@wetread/accounts';
import { TokenIssuer } from '@wetread/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { summarizedStudy } from './fixtures/summarized.ts';
import { call, startWorld, type World } from './fixtures/world.ts';

/** Bearer tokens from an issuer's key to a study's summary: real sockets on every side of a running gateway. */

let issuer: TokenIssuer;
let world: World;
let mine: string;
let theirs: string;
beforeAll(async () => {
  issuer = await TokenIssuer.start();
  const trusted = {
    issuer: issuer.url,
    audience: 'wetread',
    tenantClaim: 'hospital',
    tenants: { 'Klinik Nord': 'north', 'Klinik Süd': 'south' },
    scopesClaim: 'realm_access.roles',
    scopes: { radiologist: ['read', 'chat'], technician: ['ingest'] },
  };
  world = await startWorld({ OIDC_ISSUERS: JSON.stringify([trusted]) });
  const tenants = new TenantStore(world.storage);
  for (const id of ['north', 'south']) await tenants.create({ id, name: id });
  mine = (await summarizedStudy(world, { tenant: 'north' })).study;
  theirs = (await summarizedStudy(world, { tenant: 'south' })).study;
});
afterAll(async () => {
  await world.stop();
  issuer.stop();
});
afterEach(() => vi.useRealTimers());

const claims = (hospital: string, ...roles: string[]) => ({ hospital, realm_access: { roles } });
const north = claims('Klinik Nord', 'radiologist');

const summary = (study: string, token: string) => call(`${world.url}/v1/studies/${study}/summary`, token);
const statusOf = async (token: string, study = mine) => (await summary(study, token)).status;

describe('a bearer token at the gateway', () => {
  it('opens what its claims say: the tenant’s studies, by the scopes of its roles', async () => {
    const response = await summary(mine, await issuer.sign(north));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ study: mine, preliminary: true });
    const technician = await issuer.sign(claims('Klinik Nord', 'technician'));
    const refused = await summary(mine, technician);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'forbidden' });
    const radiologist = await issuer.sign(north);
    expect((await call(`${world.url}/v1/studies/${mine}`, radiologist, { method: 'DELETE' })).status).toBe(403);
    expect(await statusOf(await issuer.sign(claims('Klinik Nord', 'admin', 'read')))).toBe(403);
  });

  it('opens no study of another tenant, which is not there for it', async () => {
    const [ofNorth, ofSouth] = [await issuer.sign(north), await issuer.sign(claims('Klinik Süd', 'radiologist'))];
    expect(await statusOf(ofNorth, theirs)).toBe(404);
    expect(await statusOf(ofSouth, theirs)).toBe(200);
    expect(await statusOf(ofSouth, mine)).toBe(404);
    const list = await (await call(`${world.url}/v1/studies`, ofSouth)).json();
    expect(list).toMatchObject({ studies: [{ id: theirs }] });
  });

  it.each<[string, Record<string, unknown>]>([
    ['another audience', { aud: 'elsewhere' }],
    ['another issuer', { iss: 'https://elsewhere.example' }],
    ['an expiry that has passed', { exp: Math.floor(Date.now() / 1_000) - 60 }],
    ['a hospital that the issuer may not speak for', { hospital: 'north' }],
    ['no hospital', { hospital: undefined }],
  ])('with %s is answered 401, and how to come in', async (_, over) => {
    const response = await summary(mine, await issuer.sign({ ...north, ...over }));
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ code: 'unauthenticated' });
  });

  it('signed with a key that the issuer does not name, or with another under a known name, is answered 401', async () => {
    const stranger = await TokenIssuer.start();
    await stranger.addKey('unknown');
    for (const kid of ['first', 'unknown']) {
      expect(await statusOf(await stranger.sign({ ...north, iss: issuer.url }, { kid }))).toBe(401);
    }
    stranger.stop();
  });

  it('is audited under its subject, with the requests it was refused', async () => {
    const token = await issuer.sign({ ...north, sub: 'dr-jansen' });
    expect(await statusOf(token, theirs)).toBe(404);
    const admin = await world.key('north', ['admin']);
    await vi.waitFor(
      async () => {
        const { entries } = (await (await call(`${world.url}/v1/audit`, admin)).json()) as { entries: unknown[] };
        const actor = { kind: 'subject', id: 'dr-jansen', issuer: issuer.url };
        expect(entries).toContainEqual(expect.objectContaining({ actor, operation: 'getSummary', status: 404 }));
      },
      { timeout: 15_000, interval: 200 },
    );
  });
});

it('an issuer may rotate its keys: the new one is taken, and the old one no more once it is gone', async () => {
  const exp = Math.floor(Date.now() / 1_000) + 7_200;
  const old = await issuer.sign({ ...north, exp });
  expect(await statusOf(old)).toBe(200);
  await issuer.addKey('second', 'ES256');
  const fresh = await issuer.sign({ ...north, exp }, { kid: 'second', alg: 'ES256' });
  // Tokens with unknown keys make the gateway ask the issuer at most so often.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
  expect(await statusOf(fresh)).toBe(200);
  expect(await statusOf(old)).toBe(200);
  issuer.keys.delete('first');
  // What was fetched is believed for an hour.
  vi.setSystemTime(Date.now() + 3_601_000);
  expect(await statusOf(old)).toBe(401);
  expect(await statusOf(fresh)).toBe(200);
});
