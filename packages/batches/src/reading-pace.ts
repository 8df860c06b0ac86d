import type { Redis } from 'ioredis';

const key = 'wr:reading-seconds';
const keptS = 86_400;

/** KEYS: the mean. ARGV: seconds of one more, the weight of it, seconds to keep it. */
const noteScript = `
local mean, seconds = tonumber(redis.call('GET', KEYS[1])), tonumber(ARGV[1])
if mean then seconds = mean + (seconds - mean) * tonumber(ARGV[2]) end
redis.call('SET', KEYS[1], seconds, 'EX', ARGV[3])
`;

/**
 * How long a reading keeps its place in a worker, from being taken to its result: what workers are sized by. A mean of the
 * last fifty or so, of all workers, in Redis; where it is lost it is measured anew (I1).
 */
export class ReadingPace {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async note(seconds: number): Promise<void> {
    await this.#redis.eval(noteScript, 1, key, seconds, 0.02, keptS);
  }

  /** @returns undefined where nothing was read for a day */
  async seconds(): Promise<number | undefined> {
    const mean = Number(await this.#redis.get(key));
    return mean > 0 ? mean : undefined;
  }
}
