import { randomBytes, randomUUID } from 'node:crypto';
import { sha256, tenantId, WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { z } from 'zod';

/** API keys, kept in object storage by the hash of the key: nobody who reads the storage can use them. */

export const scopes = ['ingest', 'read', 'chat', 'webhooks', 'admin'] as const;
export type Scope = (typeof scopes)[number];

export const keyRecord = z.object({
  id: z.string(),
  tenant: tenantId,
  name: z.string().min(1).max(100),
  /** The first characters, by which a person tells keys apart. */
  prefix: z.string(),
  scopes: z.array(z.enum(scopes)),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().optional(),
});
export type KeyRecord = z.infer<typeof keyRecord>;

export interface NewKey {
  readonly tenant: string;
  readonly name: string;
  readonly scopes?: readonly Scope[];
  readonly expiresAt?: Date;
}

const keysPrefix = 'accounts/keys/';
const keyPath = (key: string) => `${keysPrefix}${sha256(key)}.json`;
const keyForm = /^wr_[A-Za-z0-9_-]{32,128}$/;
const prefixLength = 8;

/** @returns the key, which is shown this once, and its record */
export async function issueKey(storage: ObjectStorage, options: NewKey): Promise<{ key: string; record: KeyRecord }> {
  const key = `wr_${randomBytes(32).toString('base64url')}`;
  const record = await register(storage, key, options);
  return { key, record };
}

/** @throws WetreadError not_found */
export async function revokeKey(storage: ObjectStorage, tenant: string, id: string): Promise<void> {
  for await (const { key } of storage.list(keysPrefix)) {
    const record = keyRecord.parse(JSON.parse((await storage.get(key)).toString('utf8')));
    if (record.tenant === tenant && record.id === id) return storage.delete(key);
  }
  throw new WetreadError('not_found', `This tenant has no API key ${id}.`);
}

/** Registers a key that a configuration gives, so that a local stack knows it from its first start on. */
export async function ensureKey(storage: ObjectStorage, key: string, options: NewKey): Promise<void> {
  if (await storage.has(keyPath(key))) return;
  await register(storage, key, options);
}

/** @returns undefined where no such key was issued; expiry is the caller's to check */
export async function findKey(storage: ObjectStorage, key: string): Promise<KeyRecord | undefined> {
  if (!keyForm.test(key)) return undefined;
  try {
    return keyRecord.parse(JSON.parse((await storage.get(keyPath(key))).toString('utf8')));
  } catch (error) {
    if (error instanceof WetreadError && error.code === 'not_found') return undefined;
    throw error;
  }
}

async function register(storage: ObjectStorage, key: string, options: NewKey): Promise<KeyRecord> {
  if (!keyForm.test(key)) {
    throw new WetreadError('config_invalid', 'An API key is "wr_" and 32 to 128 letters, digits, "_" or "-".');
  }
  const record = keyRecord.parse({
    id: randomUUID(),
    tenant: options.tenant,
    name: options.name,
    prefix: key.slice(0, prefixLength),
    scopes: options.scopes ?? scopes,
    createdAt: new Date().toISOString(),
    ...(options.expiresAt && { expiresAt: options.expiresAt.toISOString() }),
  });
  await storage.putIfAbsent(keyPath(key), Buffer.from(`${JSON.stringify(record)}\n`));
  return record;
}
