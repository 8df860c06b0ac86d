import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

export type LimitKind = 'requests' | 'uploads';

/** Seconds: limits are numbers a minute. */
export const WINDOW_S = 60;

export interface Quota {
  readonly kind: LimitKind;
  readonly admitted: boolean;
  /** A window. */
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly resetS: number;
}

/** What of a tenant's window this process may still give out without asking Redis. */
interface Lease {
  readonly endsAt: number;
  left: number;
  /** In Redis, beyond what is leased, when last asked. */
  remaining: number;
}

/** Leased from Redis at once, as part of the limit and at most: one Redis command for so many requests. */
const LEASE_PART = 200;
const MAX_LEASE = 500;
const MAX_LEASES = 10_000;

/**
 * Counts what tenants ask for, in windows of a minute that all gateways share through Redis. Places are leased a few at a
 * time, so the limit is never exceeded; where several gateways hold leases that they do not use, it is reached a
 * few places early. With Redis away, each gateway counts by itself: the API goes on, and the limit holds per gateway.
 */
export class TenantLimiter {
  readonly #redis: Redis;
  /** By limit: tenants with the same one share a counter's settings, not its counts. */
  readonly #limiters = new Map<string, RateLimiterRedis>();
  readonly #leases = new Map<string, Lease>();
  readonly #asking = new Map<string, Promise<void>>();

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** At once, where a place is leased. */
  take(tenant: string, kind: LimitKind, limit: number): Quota | Promise<Quota> {
    const key = `${kind}:${tenant}`;
    const lease = this.#usable(key);
    return lease ? placeOf(lease, kind, limit) : this.#leaseAndTake(key, kind, limit);
  }

  async #leaseAndTake(key: string, kind: LimitKind, limit: number): Promise<Quota> {
    for (;;) {
      // Of requests that come at once, one asks, and all look again.
      const asking = this.#asking.get(key) ?? this.#ask(key, kind, limit);
      this.#asking.set(key, asking);
      await asking;
      const lease = this.#usable(key);
      if (lease) return placeOf(lease, kind, limit);
    }
  }

  /** A lease that gives an answer: a place, or that there is none before the window ends. */
  #usable(key: string): Lease | undefined {
    const lease = this.#leases.get(key);
    if (!lease || lease.endsAt <= Date.now()) return undefined;
    return lease.left > 0 || lease.remaining === 0 ? lease : undefined;
  }

  async #ask(key: string, kind: LimitKind, limit: number): Promise<void> {
    try {
      const wanted = Math.max(1, Math.min(MAX_LEASE, Math.floor(limit / LEASE_PART)));
      const { consumedPoints, msBeforeNext } = await this.#consume(key, kind, limit, wanted);
      const left = Math.max(0, Math.min(wanted, limit - (consumedPoints - wanted)));
      const remaining = Math.max(0, limit - consumedPoints);
      if (this.#leases.size >= MAX_LEASES) this.#leases.clear();
      // At least a moment, or an answer that came at a window's very end would be asked for again and again.
      this.#leases.set(key, { endsAt: Date.now() + Math.max(50, msBeforeNext), left, remaining });
    } finally {
      this.#asking.delete(key);
    }
  }

  /** A refusal is an answer like another. */
  async #consume(key: string, kind: LimitKind, limit: number, points: number): Promise<RateLimiterRes> {
    try {
      return await this.#limiter(kind, limit).consume(key, points);
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return refused;
      throw refused;
    }
  }

  #limiter(kind: LimitKind, limit: number): RateLimiterRedis {
    const name = `${kind}:${limit}`;
    const made = this.#limiters.get(name) ?? this.#open(limit);
    if (this.#limiters.size >= MAX_LEASES) this.#limiters.clear();
    this.#limiters.set(name, made);
    return made;
  }

  #open(points: number): RateLimiterRedis {
    const options = { points, duration: WINDOW_S, keyPrefix: 'wr:limit' };
    return new RateLimiterRedis({
      ...options,
      storeClient: this.#redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(options),
    });
  }
}

function placeOf(lease: Lease, kind: LimitKind, limit: number): Quota {
  const admitted = lease.left > 0;
  if (admitted) lease.left--;
  return {
    kind,
    admitted,
    limit,
    remaining: lease.left + lease.remaining,
    resetS: Math.max(1, Math.ceil((lease.endsAt - Date.now()) / 1_000)),
  };
}
