import { randomUUID } from 'node:crypto';
import { withRedis } from '@wetread/queues';
import type { Redis } from 'ioredis';
import type { Receiver } from '../domain/receiver.ts';
import { SharedLooks } from './shared-looks.ts';

interface Known<R> {
  readonly version: string;
  readonly readAt: number;
  readonly endpoints: readonly R[];
}

/** A change whose announcement failed is seen after so long all the same. */
const longestMs = 5_000;
const maxTenants = 1_000;

/**
 * The endpoints of the tenants that are sent to, in memory: an event to 100 endpoints would otherwise read 100 records to
 * be fanned out, and one for each delivery. Every change sets a new version in Redis, which is looked at before each use.
 */
export class KnownEndpoints<R extends Receiver> {
  readonly #redis: Redis;
  readonly #name: string;
  readonly #read: (tenant: string) => Promise<R[]>;
  readonly #known = new Map<string, Known<R>>();
  readonly #reading = new Map<string, Promise<Known<R>>>();
  readonly #versions = new SharedLooks<string>();

  /** @param name of what they are, in Redis */
  constructor(redis: Redis, name: string, read: (tenant: string) => Promise<R[]>) {
    this.#redis = redis;
    this.#name = name;
    this.#read = read;
  }

  /** The oldest first. @throws WetreadError queue_unavailable, storage_unavailable */
  async list(tenant: string): Promise<readonly R[]> {
    const version = await this.#versions.share(tenant, () => this.#version(tenant));
    const known = this.#known.get(tenant);
    if (known?.version === version && Date.now() - known.readAt < longestMs) return known.endpoints;
    // Those who ask at once share one look; the version was taken before it, so what it finds is at least as new.
    const key = `${tenant} ${version}`;
    const reading = this.#reading.get(key) ?? this.#look(tenant, version).finally(() => this.#reading.delete(key));
    this.#reading.set(key, reading);
    return (await reading).endpoints;
  }

  async find(tenant: string, id: string): Promise<R | undefined> {
    return (await this.list(tenant)).find((endpoint) => endpoint.id === id);
  }

  /** To be called after each change, before it is answered. */
  async changed(tenant: string): Promise<void> {
    await withRedis('telling of an endpoint', () => this.#redis.set(this.#versionKey(tenant), randomUUID()));
  }

  async #version(tenant: string): Promise<string> {
    return withRedis('looking at the endpoints', async () => {
      const key = this.#versionKey(tenant);
      const version = await this.#redis.get(key);
      if (version !== null) return version;
      await this.#redis.set(key, randomUUID(), 'NX');
      return (await this.#redis.get(key)) ?? randomUUID();
    });
  }

  #versionKey(tenant: string): string {
    return `wr:${this.#name}:${tenant}`;
  }

  async #look(tenant: string, version: string): Promise<Known<R>> {
    const known = { version, readAt: Date.now(), endpoints: await this.#read(tenant) };
    this.#known.delete(tenant);
    this.#known.set(tenant, known);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= maxTenants) break;
      this.#known.delete(oldest);
    }
    return known;
  }
}
