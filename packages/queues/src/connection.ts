import { WetreadError } from '@wetread/contracts';
import { Redis } from 'ioredis';

/** For commands whose caller waits for an answer: an unreachable Redis is an error within seconds, not a growing heap (I6). */
export function connectRedis(url: string): Redis {
  return quiet(
    new Redis(url, {
      maxRetriesPerRequest: 2,
      commandTimeout: 10_000,
      connectTimeout: 5_000,
      retryStrategy: (attempt) => Math.min(100 * attempt, 1_000),
    }),
  );
}

/** For BullMQ workers, which wait for jobs on blocking commands and outlive a restart of Redis. */
export function connectWorkerRedis(url: string): Redis {
  return quiet(
    new Redis(url, { maxRetriesPerRequest: null, retryStrategy: (attempt) => Math.min(100 * attempt, 1_000) }),
  );
}

/**
 * A further connection to the same Redis, with the same patience. BullMQ has one of its own: it defines some hundred scripts on a connection, and
 * every transaction begun on that would be given each of them.
 */
export const duplicateRedis = (redis: Redis): Redis => quiet(redis.duplicate());

/** ioredis reports each lost connection as an event and reconnects by itself; the failing command carries the error. */
function quiet(redis: Redis): Redis {
  redis.on('error', () => undefined);
  return redis;
}

/** Runs a Redis command for a caller who can be told to come back. @throws WetreadError queue_unavailable */
export async function withRedis<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WetreadError) throw error;
    throw new WetreadError('queue_unavailable', `Redis failed at: ${what}. Check REDIS_URL and try again.`, {
      cause: error,
      retryAfterS: 5,
    });
  }
}
