import type { Redis } from 'ioredis';

interface Use {
  readonly tenant: string;
  /** Milliseconds since 1970. */
  at: number;
}

export interface KeyUsesOptions {
  readonly everyMs?: number;
  /** Keys whose use waits to be written, at most. */
  readonly maxHeld?: number;
}

const hashOf = (tenant: string) => `wr:key-uses:${tenant}`;

/**
 * When keys were used last. It is a hint for people who tidy up: noted in memory, written to Redis now and then, late by
 * up to `everyMs`, and lost with the process or with Redis. Nothing is written in a request.
 */
export class KeyUses {
  readonly #redis: Redis;
  readonly #maxHeld: number;
  readonly #timer: NodeJS.Timeout;
  #held = new Map<string, Use>();

  constructor(redis: Redis, { everyMs = 30_000, maxHeld = 10_000 }: KeyUsesOptions = {}) {
    this.#redis = redis;
    this.#maxHeld = maxHeld;
    this.#timer = setInterval(() => void this.flush(), everyMs).unref();
  }

  note(tenant: string, keyId: string): void {
    const held = this.#held.get(keyId);
    if (held) held.at = Date.now();
    else if (this.#held.size < this.#maxHeld) this.#held.set(keyId, { tenant, at: Date.now() });
  }

  /** Never rejects: what Redis does not take is kept for the next time. */
  async flush(): Promise<void> {
    if (this.#held.size === 0 || this.#redis.status !== 'ready') return;
    const uses = this.#held;
    this.#held = new Map();
    const writing = this.#redis.pipeline();
    for (const [id, { tenant, at }] of uses) writing.hset(hashOf(tenant), id, new Date(at).toISOString());
    const answers = await writing.exec().catch(() => undefined);
    if (answers && answers.every(([error]) => !error)) return;
    // Newer uses win over those that are put back.
    this.#held = new Map([...uses, ...this.#held]);
  }

  /** @returns RFC 3339 times by key id */
  of(tenant: string): Promise<Record<string, string>> {
    return this.#redis.hgetall(hashOf(tenant));
  }

  async forget(tenant: string, keyId: string): Promise<void> {
    this.#held.delete(keyId);
    await this.#redis.hdel(hashOf(tenant), keyId);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }
}
