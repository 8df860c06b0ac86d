import { randomBytes, randomUUID } from 'node:crypto';
import { sha256, tenantId, WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { z } from 'zod';
import { hashOfNote, keyNotePath, keyNotesPrefix, keyPath, keyPathOfHash, keysPrefix } from './paths.ts';
import { encodeStored, readStored, unlessDamaged } from './records.ts';

/** API keys, kept in object storage by the hash of the key: nobody who reads the storage can use them. */

/** `identity` opens whom de-identified studies are of, which `read` does not. */
export const scopes = ['ingest', 'read', 'chat', 'webhooks', 'identity', 'admin'] as const;
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
  /** Id of the key that took its place by rotation. */
  replacedBy: z.string().optional(),
});
export type KeyRecord = z.infer<typeof keyRecord>;

export interface NewKey {
  readonly tenant: string;
  readonly name: string;
  /** All of them, where none are named. */
  readonly scopes?: readonly Scope[] | undefined;
  readonly expiresAt?: Date | undefined;
}

/** A key that is shown this once, with its record. */
export interface IssuedKey {
  readonly key: string;
  readonly record: KeyRecord;
}

const keyForm = /^wr_[A-Za-z0-9_-]{32,128}$/;
const prefixLength = 8;

/** Listing reads each of a tenant's keys, so their number is bounded (I6). */
const maxKeys = 200;

/** @throws WetreadError invalid_request, conflict */
export async function issueKey(storage: ObjectStorage, options: NewKey): Promise<IssuedKey> {
  const key = `wr_${randomBytes(32).toString('base64url')}`;
  const record = await register(storage, key, options);
  return { key, record };
}

/** The oldest first; those that have expired are among them. */
export async function listKeys(storage: ObjectStorage, tenant: string): Promise<KeyRecord[]> {
  const found: KeyRecord[] = [];
  for await (const { key: note } of storage.list(keyNotesPrefix(tenant))) {
    const path = keyPathOfHash(hashOfNote(note));
    const record = await readStored(storage, path, keyRecord).catch(unlessDamaged);
    if (record) found.push(record);
  }
  return found.sort((a, b) => a.createdAt.localeCompare(b.createdAt));
}

/** A verifier believes its memory a while longer, see {@link KeyVerifier}. @throws WetreadError not_found */
export async function revokeKey(storage: ObjectStorage, tenant: string, id: string): Promise<void> {
  const note = await noteOf(storage, tenant, id);
  await storage.delete(keyPathOfHash(hashOfNote(note)));
  await storage.delete(note);
}

/**
 * Issues a key with the same name, scopes and lifetime. The old one ends after `overlapMs`, or at its own expiry.
 *
 * @throws WetreadError not_found; conflict where the key has ended or was rotated before
 */
export async function rotateKey(
  storage: ObjectStorage,
  tenant: string,
  id: string,
  overlapMs: number,
): Promise<IssuedKey & { readonly old: KeyRecord }> {
  const path = keyPathOfHash(hashOfNote(await noteOf(storage, tenant, id)));
  const record = await readStored(storage, path, keyRecord);
  if (!record) throw noKey(id);
  const { name, scopes: kept, createdAt, expiresAt, replacedBy } = record;
  const now = Date.now();
  const endsAt = expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
  if (endsAt <= now || replacedBy !== undefined) {
    throw new WetreadError('conflict', 'This API key has ended or was rotated before; rotate its successor.');
  }
  const lifetime = endsAt - Date.parse(createdAt);
  const ends = Number.isFinite(lifetime) ? { expiresAt: new Date(now + lifetime) } : {};
  const issued = await issueKey(storage, { tenant, name, scopes: kept, ...ends });
  const oldEnd = new Date(Math.min(endsAt, now + overlapMs)).toISOString();
  const old = { ...record, expiresAt: oldEnd, replacedBy: issued.record.id };
  await storage.put(path, encodeStored(old));
  return { ...issued, old };
}

/** Registers a key that a configuration gives, so that an installation knows it from its first start on. */
export async function ensureKey(storage: ObjectStorage, key: string, options: NewKey): Promise<void> {
  if (!keyForm.test(key)) {
    throw new WetreadError('config_invalid', 'An API key is "wr_" and 32 to 128 letters, digits, "_" or "-".');
  }
  const record = await findKey(storage, key);
  // Before keys were noted by tenant, or after a crash in between, there is a record alone.
  if (record) await note(storage, record, sha256(key));
  else await register(storage, key, options);
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
  return keyForm.test(key) ? readStored(storage, keyPath(key), keyRecord) : undefined;
}

async function noteOf(storage: ObjectStorage, tenant: string, id: string): Promise<string> {
  for await (const { key } of storage.list(`${keyNotesPrefix(tenant)}${id}.`)) return key;
  throw noKey(id);
}

const noKey = (id: string) => new WetreadError('not_found', `This tenant has no API key ${id}.`);

/** Noted first: a note without a record lists nothing, and a record without a note could never be revoked. */
async function register(storage: ObjectStorage, key: string, options: NewKey): Promise<KeyRecord> {
  const parsed = keyRecord.safeParse({
    id: randomUUID(),
    tenant: options.tenant,
    name: options.name,
    prefix: key.slice(0, prefixLength),
    scopes: options.scopes ?? scopes,
    createdAt: new Date().toISOString(),
    expiresAt: options.expiresAt?.toISOString(),
  });
  if (!parsed.success) {
    throw new WetreadError('invalid_request', `An API key cannot be issued so. ${z.prettifyError(parsed.error)}`);
  }
  await checkRoom(storage, parsed.data.tenant);
  await note(storage, parsed.data, sha256(key));
  await storage.putIfAbsent(keyPath(key), encodeStored(parsed.data));
  return parsed.data;
}

async function note(storage: ObjectStorage, { tenant, id }: KeyRecord, hash: string): Promise<void> {
  await storage.putIfAbsent(keyNotePath(tenant, id, hash), Buffer.from('\n'));
}

async function checkRoom(storage: ObjectStorage, tenant: string): Promise<void> {
  let keys = 0;
  for await (const _ of storage.list(keyNotesPrefix(tenant))) keys++;
  if (keys < maxKeys) return;
  throw new WetreadError('conflict', `A tenant has at most ${maxKeys} API keys; revoke those that are not used.`);
}
