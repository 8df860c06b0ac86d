import { withRedis } from '@wetread/queues';
import type { Redis } from 'ioredis';
import { type DisabledReason, disabledReasons, isDisabled, type Receiver } from '../domain/receiver.ts';

const folders = { webhook: 'webhook-endpoints', destination: 'destinations' } as const;
const kinds = Object.keys(folders) as (keyof typeof folders)[];

const keyOf = (folder: string) => `wr:disabled:${folder}`;
const fieldOf = (tenant: string, id: string) => `${tenant}/${id}`;

/**
 * Why each disabled receiver is so, in Redis where every gateway finds it without reading all records. They say it anew with
 * each change and after a loss of Redis (I1).
 */
export class DisabledReceivers {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** @param folder of its kind's records */
  async count(folder: string, receiver: Receiver): Promise<void> {
    const { tenant, id, disabledReason = 'manual' } = receiver;
    if (!isDisabled(receiver)) return this.forget(folder, tenant, id);
    await withRedis('counting a disabled receiver', () =>
      this.#redis.hset(keyOf(folder), fieldOf(tenant, id), disabledReason),
    );
  }

  async forget(folder: string, tenant: string, id: string): Promise<void> {
    await withRedis('forgetting a disabled receiver', () => this.#redis.hdel(keyOf(folder), fieldOf(tenant, id)));
  }

  /** Of every kind and reason, also where there is none. */
  async counts(): Promise<{ kind: string; reason: DisabledReason; count: number }[]> {
    const found = kinds.map(async (kind) => {
      const reasons = await this.#redis.hvals(keyOf(folders[kind]));
      return disabledReasons.map((reason) => ({ kind, reason, count: reasons.filter((one) => one === reason).length }));
    });
    return (await Promise.all(found)).flat();
  }
}
