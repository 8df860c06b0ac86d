import type { EventType } from '@wetread/contracts';
import { WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { encodeRecord, findRecord } from '@wetread/studies';
import type { Redis } from 'ioredis';
import {
  type DisabledReason,
  type EndpointRecord,
  endpointRecord,
  isDisabled,
  liveKeys,
  newEndpointId,
} from '../domain/endpoint.ts';
import type { SecretBox } from '../domain/sealed-secret.ts';
import { makeKey, type SignatureKind, type SigningKey } from '../domain/signing-key.ts';
import { endpointKey, endpointsPrefix } from './keys.ts';
import { KnownEndpoints } from './known-endpoints.ts';
import { Locks } from './locks.ts';

export interface NewEndpoint {
  readonly url: string;
  readonly events?: EventType[] | undefined;
  readonly description?: string | undefined;
  readonly payload?: EndpointRecord['payload'] | undefined;
  readonly signatures?: readonly SignatureKind[] | undefined;
  readonly allowedRanges?: string[] | undefined;
}

/** An endpoint and, where it signs by `v1`, the secret, which is shown this once. */
export interface ShownEndpoint {
  readonly record: EndpointRecord;
  readonly secret?: string;
}

/** Every event of a tenant is fanned out to all of its endpoints, so their number is bounded (I6). */
const maxEndpoints = 100;
/** Every live key adds a signature to every request. */
const maxLiveKeys = 8;

export class EndpointStore {
  readonly #storage: ObjectStorage;
  readonly #box: SecretBox;
  readonly #locks: Locks;
  /** For those who send: what they see is never older than the last change. */
  readonly known: KnownEndpoints;

  constructor(storage: ObjectStorage, box: SecretBox, redis: Redis) {
    this.#storage = storage;
    this.#box = box;
    this.#locks = new Locks(redis);
    this.known = new KnownEndpoints(redis, (tenant) => this.list(tenant));
  }

  /** @throws WetreadError conflict */
  async create(tenant: string, options: NewEndpoint): Promise<ShownEndpoint> {
    if ((await this.list(tenant)).length >= maxEndpoints) {
      throw new WetreadError('conflict', `A tenant has at most ${maxEndpoints} webhook endpoints; delete one first.`);
    }
    const { url, events, description, payload = 'thin', signatures = ['v1'], allowedRanges } = options;
    const id = newEndpointId();
    const { keys, secret } = this.#newKeys(id, signatures);
    const record: EndpointRecord = {
      id,
      tenant,
      url,
      ...(events && { events }),
      ...(description && { description }),
      payload,
      keys,
      ...(allowedRanges && { allowedRanges }),
      createdAt: new Date().toISOString(),
    };
    await this.#storage.putIfAbsent(endpointKey(tenant, id), encodeRecord(record));
    await this.known.changed(tenant);
    return { record, ...(secret && { secret }) };
  }

  find(tenant: string, id: string): Promise<EndpointRecord | undefined> {
    return findRecord(this.#storage, endpointKey(tenant, id), endpointRecord);
  }

  /** @throws WetreadError not_found */
  async get(tenant: string, id: string): Promise<EndpointRecord> {
    const record = await this.find(tenant, id);
    if (!record) throw new WetreadError('not_found', `This tenant has no webhook endpoint ${id}.`);
    return record;
  }

  /** The oldest first. */
  async list(tenant: string): Promise<EndpointRecord[]> {
    const found: EndpointRecord[] = [];
    for await (const { key } of this.#storage.list(endpointsPrefix(tenant))) {
      const record = await findRecord(this.#storage, key, endpointRecord);
      if (record) found.push(record);
    }
    return found.sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  }

  /** What signs now: during a rotation the old secrets too. */
  secretsOf(endpoint: EndpointRecord): string[] {
    return liveKeys(endpoint).map(({ secret }) => this.#box.open(secret, endpoint.id));
  }

  /** @param change is given the record as it is now. @throws WetreadError not_found */
  update(tenant: string, id: string, change: (record: EndpointRecord) => EndpointRecord): Promise<EndpointRecord> {
    return this.#locks.during(`endpoint:${id}`, async () => {
      const before = await this.get(tenant, id);
      const after = change(before);
      if (after === before) return after;
      await this.#storage.put(endpointKey(tenant, id), encodeRecord(after));
      await this.known.changed(tenant);
      return after;
    });
  }

  /**
   * New keys of the kinds that the endpoint has; the old ones sign beside them for `overlapMs` more.
   *
   * @throws WetreadError not_found, conflict where so many rotations overlap already
   */
  async rotate(tenant: string, id: string, overlapMs: number, now = Date.now()): Promise<ShownEndpoint> {
    let secret: string | undefined;
    const expiresAt = new Date(now + overlapMs).toISOString();
    const record = await this.update(tenant, id, (before) => {
      const made = this.#newKeys(id, [...new Set(before.keys.map(({ kind }) => kind))]);
      secret = made.secret;
      const old = liveKeys(before, now).map((key) => ({ ...key, expiresAt: earlier(key.expiresAt, expiresAt) }));
      const keys = [...made.keys, ...old.filter((key) => Date.parse(key.expiresAt) > now)];
      if (keys.length <= maxLiveKeys) return { ...before, keys };
      throw new WetreadError('conflict', 'Too many secrets are valid at once; wait, or rotate with overlapSeconds 0.');
    });
    return { record, ...(secret && { secret }) };
  }

  /** @returns the record where this call disabled it; undefined where it is gone or was disabled already */
  async disable(tenant: string, id: string, reason: DisabledReason): Promise<EndpointRecord | undefined> {
    let did = false;
    const now = new Date().toISOString();
    const record = await this.update(tenant, id, (before) => {
      did = !isDisabled(before);
      const { draining: _, ...rest } = before;
      return did ? { ...rest, disabledAt: now, disabledReason: reason } : before;
    }).catch(unlessGone);
    return did ? record : undefined;
  }

  /** What was held goes first; the caller starts that. @throws WetreadError not_found */
  enable(tenant: string, id: string): Promise<EndpointRecord> {
    return this.update(tenant, id, (before) => {
      const { disabledAt: _, disabledReason: __, ...rest } = before;
      return isDisabled(before) ? { ...rest, draining: true } : before;
    });
  }

  /** Nothing is held any more. Quiet where the endpoint is gone. */
  async endDrain(tenant: string, id: string): Promise<void> {
    await this.update(tenant, id, (before) => {
      const { draining, ...rest } = before;
      return draining ? rest : before;
    }).catch(unlessGone);
  }

  /** @throws WetreadError not_found */
  delete(tenant: string, id: string): Promise<void> {
    return this.#locks.during(`endpoint:${id}`, async () => {
      await this.get(tenant, id);
      await this.#storage.delete(endpointKey(tenant, id));
      await this.known.changed(tenant);
    });
  }

  #newKeys(id: string, kinds: readonly SignatureKind[]): { keys: SigningKey[]; secret?: string } {
    const made = kinds.map(makeKey);
    const createdAt = new Date().toISOString();
    const keys = made.map(({ secret, ...key }) => ({ ...key, secret: this.#box.seal(secret, id), createdAt }));
    const shared = made.find(({ kind }) => kind === 'v1');
    return { keys, ...(shared && { secret: shared.secret }) };
  }
}

const earlier = (a: string | undefined, b: string): string =>
  a !== undefined && Date.parse(a) < Date.parse(b) ? a : b;

function unlessGone(thrown: unknown): undefined {
  if (!(thrown instanceof WetreadError && thrown.code === 'not_found')) throw thrown;
}
