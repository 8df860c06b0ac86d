import { type ObjectStorage, openStorage } from '@wetread/storage';
import { tempFolder } from '@wetread/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { ensureKey, issueKey, KeyVerifier, requireScope, revokeKey } from './index.ts';

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
    const { key } = await issueKey(storage, { ...options, expiresAt: new Date(Date.now() + 300) });
    const verifier = new KeyVerifier(storage);
    await verifier.verify(`Bearer ${key}`);
    await new Promise((resolve) => setTimeout(resolve, 350));
    await expect(verifier.verify(`Bearer ${key}`)).rejects.toMatchObject({ code: 'unauthenticated' });
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

  it('is looked up once for many requests at once, and memory stays bounded', async () => {
    const { key } = await issueKey(storage, options);
    let looks = 0;
    const counting = Object.create(storage, {
      get: {
        value: (path: string) => {
          looks++;
          return storage.get(path);
        },
      },
    }) as ObjectStorage;
    const verifier = new KeyVerifier(counting, { maxEntries: 2 });
    await Promise.all(Array.from({ length: 50 }, () => verifier.verify(`Bearer ${key}`)));
    expect(looks).toBe(1);
    for (let i = 0; i < 3; i++) await verifier.verify(`Bearer wr_${String(i).repeat(40)}`).catch(() => {});
    await verifier.verify(`Bearer ${key}`);
    expect(looks).toBe(5);
  });
});
