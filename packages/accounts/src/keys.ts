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
  /** All of them, where none are named. */
  readonly scopes?: readonly Scope[];
  readonly expiresAt?: Date;
}

const keysPrefix = 'accounts/keys/';
// The hash is looked up instead of a key compared, so that no timing tells how much of a guess was right.
const keyPath = (key: string) => `${keysPrefix}${sha256(key)}.json`;
const keyForm = /^wr_[A-Za-z0-9_-]{32,128}$/;
const prefixLength = 8;

/**
 * @returns the key, which is shown this once, and its record
 * @throws WetreadError invalid_request
 */
export async function issueKey(storage: ObjectStorage, options: NewKey): Promise<{ key: string; record: KeyRecord }> {
  const key = `wr_${randomBytes(32).toString('base64url')}`;
  const record = await register(storage, key, options);
  return { key, record };
}

/** A verifier believes its memory a while longer, see {@link KeyVerifier}. @throws WetreadError not_found */
export async function revokeKey(storage: ObjectStorage, tenant: string, id: string): Promise<void> {
  for await (const { key: path } of storage.list(keysPrefix)) {
    const record = await readRecord(storage, path).catch(unlessDamaged);
    if (record?.tenant === tenant && record.id === id) return storage.delete(path);
  }
  throw new WetreadError('not_found', `This tenant has no API key ${id}.`);
}

/** Registers a key that a configuration gives, so that an installation knows it from its first start on. */
export async function ensureKey(storage: ObjectStorage, key: string, options: NewKey): Promise<void> {
  if (!keyForm.test(key)) {
    throw new WetreadError('config_invalid', 'An API key is "wr_" and 32 to 128 letters, digits, "_" or "-".');
  }
  if (await storage.has(keyPath(key))) return;
  await register(storage, key, options);
}

/**
 * Gives a new installation the key to begin with: the given one is registered; without one, a key is made where the
 * storage has none at all.
 *
 * @returns the key; undefined where there are keys already and none was given
 */
export async function ensureFirstKey(
  storage: ObjectStorage,
  { tenant, given }: { readonly tenant: string; readonly given?: string | undefined },
): Promise<string | undefined> {
  const options = { tenant, name: 'first key' };
  if (given !== undefined) {
    await ensureKey(storage, given, options);
    return given;
  }
  for await (const _ of storage.list(keysPrefix)) return undefined;
  return (await issueKey(storage, options)).key;
}

/** @returns undefined where no such key was issued; expiry is the caller's to check */
export async function findKey(storage: ObjectStorage, key: string): Promise<KeyRecord | undefined> {
  return keyForm.test(key) ? readRecord(storage, keyPath(key)) : undefined;
}

async function readRecord(storage: ObjectStorage, path: string): Promise<KeyRecord | undefined> {
  try {
    return keyRecord.parse(JSON.parse((await storage.get(path)).toString('utf8')));
  } catch (error) {
    if (error instanceof WetreadError && error.code === 'not_found') return undefined;
    if (error instanceof WetreadError) throw error;
    throw new WetreadError(
      'record_invalid',
      `The API key record ${path} cannot be read; delete it and issue another.`,
      {
        cause: error,
      },
    );
  }
}

// Another key's damaged record must not keep this one alive.
function unlessDamaged(error: unknown): undefined {
  if (!(error instanceof WetreadError && error.code === 'record_invalid')) throw error;
}

async function register(storage: ObjectStorage, key: string, options: NewKey): Promise<KeyRecord> {
  const record = keyRecord.safeParse({
    id: randomUUID(),
    tenant: options.tenant,
    name: options.name,
    prefix: key.slice(0, prefixLength),
    scopes: options.scopes ?? scopes,
    createdAt: new Date().toISOString(),
    expiresAt: options.expiresAt?.toISOString(),
  });
  if (!record.success) {
    throw new WetreadError('invalid_request', `An API key cannot be issued so. ${z.prettifyError(record.error)}`);
  }
  await storage.putIfAbsent(keyPath(key), Buffer.from(`${JSON.stringify(record.data)}\n`));
  return record.data;
}
