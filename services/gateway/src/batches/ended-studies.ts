import type { BatchRef } from '@wetread/batches';
import type { StudyRef } from '@wetread/studies';
import type { Redis } from 'ioredis';

const watchKey = ({ tenant, study }: StudyRef) => `wr:batch:watch:${tenant}/${study}`;
const endedKey = ({ tenant, batch }: BatchRef) => `wr:batch:ended:${tenant}/${batch}`;

const rememberS = 14 * 86_400;

/**
 * Which batches wait for which study, so that a batch need not look at all its studies all the time. All of it may be
 * lost: batches look at everything now and then (I1).
 */
export class EndedStudies {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async watch(ref: StudyRef, { batch }: BatchRef, segment: number): Promise<void> {
    const key = watchKey(ref);
    await this.#redis.multi().sadd(key, `${batch}/${segment}`).expire(key, rememberS).exec();
  }

  /** Tells the batches that wait for a study that it has come to an end. */
  async tell(ref: StudyRef): Promise<void> {
    for (const place of await this.#redis.smembers(watchKey(ref))) {
      const [batch = '', segment = ''] = place.split('/');
      const key = endedKey({ tenant: ref.tenant, batch });
      await this.#redis.multi().sadd(key, `${segment}/${ref.study}`).expire(key, rememberS).exec();
    }
  }

  /** @returns studies by segment; they stay until they are forgotten */
  async ended(ref: BatchRef): Promise<Map<number, Set<string>>> {
    const bySegment = new Map<number, Set<string>>();
    for (const member of await this.#redis.smembers(endedKey(ref))) {
      const [segment = '', study = ''] = member.split('/');
      const studies = bySegment.get(Number(segment)) ?? new Set();
      bySegment.set(Number(segment), studies.add(study));
    }
    return bySegment;
  }

  async forget(ref: BatchRef, segment: number, studies: Iterable<string>): Promise<void> {
    const members = [...studies];
    if (members.length === 0) return;
    const forgetting = this.#redis.multi().srem(endedKey(ref), ...members.map((study) => `${segment}/${study}`));
    for (const study of members) forgetting.srem(watchKey({ tenant: ref.tenant, study }), `${ref.batch}/${segment}`);
    await forgetting.exec();
  }

  async forgetBatch(ref: BatchRef): Promise<void> {
    await this.#redis.del(endedKey(ref));
  }
}
