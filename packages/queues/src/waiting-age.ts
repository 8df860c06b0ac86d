import type { Redis } from 'ioredis';

/** Looked at in each place; with more tenants than this that wait at once the answer may be too low. */
export const lookedAt = 100;
/** BullMQ scores a delayed job with its time in milliseconds, times 4096, plus a counter. */
const perMs = 4_096;

/**
 * Milliseconds for which the longest-waiting job could have been taken; zero where none waits.
 *
 * Of jobs that lie ready the ones that no worker has begun yet count, from when they were added and their first delay was
 * over: when a job that was put off became ready again is kept nowhere. Of jobs whose time has come and which nobody let go
 * on, all count, from that time. Where additions put off a job again and again, its age counts from the first.
 *
 * @param ready ids at the head of what tenants wait in, oldest of each tenant first
 */
export async function waitingAgeMs(
  redis: Redis,
  toKey: (type: string) => string,
  ready: readonly string[],
  now = Date.now(),
): Promise<number> {
  const [plain, [, due] = []] = await Promise.all([
    redis.lrange(toKey('wait'), -lookedAt, -1),
    redis.zrangebyscore(toKey('delayed'), 0, (now + 1) * perMs - 1, 'WITHSCORES', 'LIMIT', 0, 1),
  ]);
  const jobs = await Promise.all([...plain, ...ready].map((id) => redis.hmget(toKey(id), 'timestamp', 'opts', 'ats')));
  const since = jobs.flatMap(([timestamp, opts, begun]) =>
    timestamp && opts && !begun ? readyAt(timestamp, opts) : [],
  );
  if (due !== undefined) since.push(Math.floor(Number(due) / perMs));
  return since.length === 0 ? 0 : Math.max(0, now - Math.min(...since));
}

function readyAt(timestamp: string, opts: string): number {
  const { delay = 0 } = JSON.parse(opts) as { delay?: number };
  return Number(timestamp) + delay;
}
