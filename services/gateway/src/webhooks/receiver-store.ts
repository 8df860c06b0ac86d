import { WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { encodeRecord, findRecord } from '@wetread/studies';
import type { Redis } from 'ioredis';
import type { z } from 'zod';
import { type DisabledReason, isDisabled, type Receiver } from '../domain/receiver.ts';
import { DisabledReceivers } from './disabled-receivers.ts';
import { KnownEndpoints } from './known-endpoints.ts';
import { Locks } from './locks.ts';

/** What tells one kind of receiver from another. */
export interface ReceiverKind<R extends Receiver> {
  /** For people, as in "a webhook endpoint". */
  readonly noun: string;
  /** Its records' folder in the tenant's. */
  readonly folder: string;
  readonly schema: z.ZodType<R>;
}

/** Every event of a tenant is fanned out to all of its receivers, so their number is bounded (I6). */
const maxReceivers = 100;

/** The receivers of one kind, in object storage. */
export class ReceiverStore<R extends Receiver> {
  readonly #storage: ObjectStorage;
  readonly #kind: ReceiverKind<R>;
  readonly #locks: Locks;
  readonly #disabled: DisabledReceivers;
  /** For those who send: what they see is never older than the last change. */
  readonly known: KnownEndpoints<R>;

  constructor(storage: ObjectStorage, redis: Redis, kind: ReceiverKind<R>) {
    this.#storage = storage;
    this.#kind = kind;
    this.#locks = new Locks(redis);
    this.#disabled = new DisabledReceivers(redis);
    this.known = new KnownEndpoints(redis, kind.folder, (tenant) => this.list(tenant));
  }

  find(tenant: string, id: string): Promise<R | undefined> {
    return findRecord(this.#storage, this.#key(tenant, id), this.#kind.schema);
  }

  /** @throws WetreadError not_found */
  async get(tenant: string, id: string): Promise<R> {
    const record = await this.find(tenant, id);
    if (!record) throw new WetreadError('not_found', `This tenant has no ${this.#kind.noun} ${id}.`);
    return record;
  }

  /** The oldest first. */
  async list(tenant: string): Promise<R[]> {
    const found: R[] = [];
    for await (const { key } of this.#storage.list(this.#prefix(tenant))) {
      const record = await findRecord(this.#storage, key, this.#kind.schema);
      if (record) found.push(record);
    }
    return found.sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  }

  /** @param change is given the record as it is now. @throws WetreadError not_found */
  update(tenant: string, id: string, change: (record: R) => R): Promise<R> {
    return this.#locks.during(`endpoint:${id}`, async () => {
      const before = await this.get(tenant, id);
      const after = change(before);
      if (after === before) return after;
      await this.#storage.put(this.#key(tenant, id), encodeRecord(after));
      await this.count(after);
      await this.known.changed(tenant);
      return after;
    });
  }

  /** @returns the record where this call disabled it; undefined where it is gone or was disabled already */
  async disable(tenant: string, id: string, reason: DisabledReason): Promise<R | undefined> {
    let did = false;
    const now = new Date().toISOString();
    const record = await this.update(tenant, id, (before) => {
      did = !isDisabled(before);
      const { draining: _, ...rest } = before;
      return did ? ({ ...rest, disabledAt: now, disabledReason: reason } as R) : before;
    }).catch(unlessGone);
    return did ? record : undefined;
  }

  /** What was held goes first; the caller starts that. @throws WetreadError not_found */
  enable(tenant: string, id: string): Promise<R> {
    return this.update(tenant, id, (before) => {
      const { disabledAt: _, disabledReason: __, ...rest } = before;
      return isDisabled(before) ? ({ ...rest, draining: true } as R) : before;
    });
  }

  /** Nothing is held any more. Quiet where it is gone. */
  async endDrain(tenant: string, id: string): Promise<void> {
    await this.update(tenant, id, (before) => {
      const { draining, ...rest } = before;
      return draining ? (rest as R) : before;
    }).catch(unlessGone);
  }

  /** @throws WetreadError not_found */
  delete(tenant: string, id: string): Promise<void> {
    return this.#locks.during(`endpoint:${id}`, async () => {
      await this.get(tenant, id);
      await this.#storage.delete(this.#key(tenant, id));
      await this.#disabled.forget(this.#kind.folder, tenant, id);
      await this.known.changed(tenant);
    });
  }

  /** Keeps the count of the disabled ones; with each change, and once more after a loss of Redis (I1). */
  count(record: R): Promise<void> {
    return this.#disabled.count(this.#kind.folder, record);
  }

  /** @throws WetreadError conflict where the tenant has as many as it may */
  protected async admit(tenant: string): Promise<void> {
    if ((await this.list(tenant)).length < maxReceivers) return;
    throw new WetreadError('conflict', `A tenant has at most ${maxReceivers} ${this.#kind.noun}s; delete one first.`);
  }

  protected async add(record: R): Promise<void> {
    await this.#storage.putIfAbsent(this.#key(record.tenant, record.id), encodeRecord(record));
    await this.known.changed(record.tenant);
  }

  #prefix(tenant: string): string {
    return `tenants/${tenant}/${this.#kind.folder}/`;
  }

  #key(tenant: string, id: string): string {
    return `${this.#prefix(tenant)}${id}.json`;
  }
}

function unlessGone(thrown: unknown): undefined {
  if (!(thrown instanceof WetreadError && thrown.code === 'not_found')) throw thrown;
}
