import { WetreadError } from '@wetread/contracts';
import { type ObjectStorage, openStorage } from '@wetread/storage';
import { tempFolder } from '@wetread/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ensureFirstKey,
  ensureKey,
  issueKey,
  KeyVerifier,
  listKeys,
  requireScope,
  revokeKey,
  rotateKey,
  type Scope,
  scopes,
} from './index.ts';

let storage: ObjectStorage;

beforeEach(async () => {
  const folder = await tempFolder('accounts');
  storage = await openStorage(`file://${folder.path}`);
  return () => folder.remove();
});

const options = { tenant: 'north', name: 'night shift' };

describe('an API key', () => {
  it('opens its tenant and scopes, and nothing else', async () => {
    const { key } = await issueKey(storage, { ...options, scopes: ['read'] });
    const principal = await new KeyVerifier(storage).verify(`Bearer ${key}`);
    expect(principal).toMatchObject({ tenant: 'north', scopes: ['read'] });
    expect(() => requireScope(principal, 'read')).not.toThrow();
    expect(() => requireScope(principal, 'ingest')).toThrow(/ingest/);
  });

  it('is nowhere in storage', async () => {
    const { key } = await issueKey(storage, options);
    for await (const object of storage.list('')) {
      expect(object.key + (await storage.get(object.key)).toString()).not.toContain(key);
    }
  });

  it.each([undefined, '', 'Bearer', 'Basic abc', 'Bearer ../../x', `Bearer wr_${'a'.repeat(40)}`])(
    'is asked for where %j is sent',
    async (header) => {
      await expect(new KeyVerifier(storage).verify(header)).rejects.toMatchObject({ code: 'unauthenticated' });
    },
  );

  it('ends at its expiry, also where it is remembered', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { key } = await issueKey(storage, { ...options, expiresAt: new Date(Date.now() + 300) });
    const verifier = new KeyVerifier(storage);
    await verifier.verify(`Bearer ${key}`);
    vi.setSystemTime(Date.now() + 300);
    await expect(verifier.verify(`Bearer ${key}`)).rejects.toMatchObject({ code: 'unauthenticated' });
    vi.useRealTimers();
  });

  it('ends when it is revoked, by its own tenant only', async () => {
    const { key, record } = await issueKey(storage, options);
    await expect(revokeKey(storage, 'south', record.id)).rejects.toMatchObject({ code: 'not_found' });
    await revokeKey(storage, 'north', record.id);
    const verifier = new KeyVerifier(storage, { ttlMs: 0 });
    await expect(verifier.verify(`Bearer ${key}`)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('given by configuration is registered once', async () => {
    const key = `wr_${'k'.repeat(32)}`;
    await ensureKey(storage, key, options);
    await ensureKey(storage, key, { ...options, tenant: 'south' });
    expect(await new KeyVerifier(storage).verify(`bearer ${key}`)).toMatchObject({ tenant: 'north' });
    await expect(ensureKey(storage, 'short', options)).rejects.toMatchObject({ code: 'config_invalid' });
  });

  it('given to a new installation is registered, or made where there is none', async () => {
    const given = `wr_${'g'.repeat(32)}`;
    const first = await ensureFirstKey(storage, { tenant: 'local' });
    expect(await new KeyVerifier(storage).verify(`Bearer ${first}`)).toMatchObject({ tenant: 'local', scopes });
    expect(await ensureFirstKey(storage, { tenant: 'local' })).toBeUndefined();
    expect(await ensureFirstKey(storage, { tenant: 'local', given })).toBe(given);
    expect(await new KeyVerifier(storage).verify(`Bearer ${given}`)).toMatchObject({ tenant: 'local' });
    await expect(ensureFirstKey(storage, { tenant: 'local', given: '' })).rejects.toMatchObject({
      code: 'config_invalid',
    });
  });

  it('is listed by its own tenant, without the key', async () => {
    const { key, record } = await issueKey(storage, { ...options, scopes: ['read'] });
    await issueKey(storage, { ...options, tenant: 'north-2' });
    const listed = await listKeys(storage, 'north');
    expect(listed).toEqual([record]);
    expect(JSON.stringify(listed)).not.toContain(key);
    await revokeKey(storage, 'north', record.id);
    expect(await listKeys(storage, 'north')).toEqual([]);
    for await (const { key: path } of storage.list('accounts/')) expect(path).not.toContain(record.id);
  });

  it('is rotated: its successor opens the same, and it ends after the overlap', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { key, record } = await issueKey(storage, { ...options, scopes: ['read'] });
    await expect(rotateKey(storage, 'south', record.id, 1_000)).rejects.toMatchObject({ code: 'not_found' });
    const next = await rotateKey(storage, 'north', record.id, 60_000);
    const verify = (which: string) => new KeyVerifier(storage).verify(`Bearer ${which}`);
    expect(await verify(next.key)).toMatchObject({ tenant: 'north', scopes: ['read'], keyId: next.record.id });
    expect(await verify(key)).toMatchObject({ keyId: record.id });
    expect(next.old.replacedBy).toBe(next.record.id);
    vi.setSystemTime(Date.now() + 60_000);
    await expect(verify(key)).rejects.toMatchObject({ code: 'unauthenticated', caller: { tenant: 'north' } });
    await verify(next.key);
    await expect(rotateKey(storage, 'north', record.id, 1_000)).rejects.toMatchObject({ code: 'conflict' });
    vi.useRealTimers();
  });

  it('with an expiry has a successor that lives as long, and no overlap beyond its own end', async () => {
    const lifetime = 3_600_000;
    const { record } = await issueKey(storage, { ...options, expiresAt: new Date(Date.now() + lifetime) });
    const { old, record: next } = await rotateKey(storage, 'north', record.id, 10 * lifetime);
    expect(old.expiresAt).toBe(record.expiresAt);
    expect(Date.parse(next.expiresAt ?? '')).toBeGreaterThanOrEqual(Date.parse(record.expiresAt ?? ''));
  });

  it('is refused as the 201st of a tenant', async () => {
    for (let i = 0; i < 200; i++) await issueKey(storage, options);
    await expect(issueKey(storage, options)).rejects.toMatchObject({ code: 'conflict' });
    await issueKey(storage, { ...options, tenant: 'south' });
  });

  it.each([{ tenant: '../south' }, { tenant: '' }, { name: '' }, { scopes: ['root' as Scope] }])(
    'is not issued for %j',
    async (wrong) => {
      await expect(issueKey(storage, { ...options, ...wrong })).rejects.toMatchObject({ code: 'invalid_request' });
    },
  );

  it('whose record is damaged is an error, not a stranger', async () => {
    const { key } = await issueKey(storage, options);
    for await (const object of storage.list('accounts/')) await storage.put(object.key, Buffer.from('{'));
    await expect(new KeyVerifier(storage).verify(`Bearer ${key}`)).rejects.toMatchObject({ code: 'record_invalid' });
    for (let i = 0; i < 5; i++) await revokeKey(storage, 'north', (await issueKey(storage, options)).record.id);
  });
});

describe('the memory of a verifier', () => {
  let looks = 0;
  let counting: ObjectStorage;
  beforeEach(() => {
    looks = 0;
    const get = (path: string) => {
      looks++;
      return storage.get(path);
    };
    counting = Object.create(storage, { get: { value: get } }) as ObjectStorage;
    vi.useFakeTimers({ toFake: ['Date'] });
    return () => vi.useRealTimers();
  });

  const tried = (verifier: KeyVerifier, key: string) =>
    verifier.verify(`Bearer ${key}`).then(
      () => 'known',
      ({ code }) => code,
    );
  const guess = (i: number) => `wr_${String(i).repeat(40)}`;

  it('lets many requests share one look, of a known key and of an unknown one', async () => {
    const { key } = await issueKey(storage, options);
    const verifier = new KeyVerifier(counting);
    const answers = await Promise.all(Array.from({ length: 50 }, () => tried(verifier, key)));
    expect(new Set(answers)).toEqual(new Set(['known']));
    await Promise.all(Array.from({ length: 50 }, () => tried(verifier, guess(1))));
    await tried(verifier, guess(1));
    expect(looks).toBe(2);
  });

  it('is bounded, and guesses do not push known keys out', async () => {
    const issued = await Promise.all([1, 2, 3].map(() => issueKey(storage, options)));
    const verifier = new KeyVerifier(counting, { maxEntries: 2 });
    for (const { key } of issued) await tried(verifier, key);
    for (let i = 0; i < 5; i++) await tried(verifier, guess(i));
    expect(looks).toBe(8);
    await tried(verifier, issued[2]?.key ?? '');
    await tried(verifier, issued[1]?.key ?? '');
    expect(looks).toBe(8);
    await tried(verifier, issued[0]?.key ?? '');
    await tried(verifier, issued[2]?.key ?? '');
    expect(looks).toBe(10);
  });

  it('forgets: a revoked key ends within its time, and a new one works a second after a guess', async () => {
    const { key, record } = await issueKey(storage, options);
    const verifier = new KeyVerifier(counting);
    expect(await tried(verifier, key)).toBe('known');
    await revokeKey(storage, 'north', record.id);
    vi.setSystemTime(Date.now() + 9_999);
    expect(await tried(verifier, key)).toBe('known');
    vi.setSystemTime(Date.now() + 1);
    expect(await tried(verifier, key)).toBe('unauthenticated');
    await ensureKey(storage, key, options);
    expect(await tried(verifier, key)).toBe('unauthenticated');
    vi.setSystemTime(Date.now() + 1_000);
    expect(await tried(verifier, key)).toBe('known');
  });

  it('keeps no failure of the storage', async () => {
    const { key } = await issueKey(storage, options);
    let broken = true;
    const flaky = Object.create(storage, {
      get: {
        value: async (path: string) => {
          if (broken) throw new WetreadError('storage_unavailable', 'down');
          return storage.get(path);
        },
      },
    }) as ObjectStorage;
    const verifier = new KeyVerifier(flaky);
    expect(await tried(verifier, key)).toBe('storage_unavailable');
    broken = false;
    expect(await tried(verifier, key)).toBe('known');
  });
});
