import { WetreadError, type WorkPriority, workPriorities } from '@wetread/contracts';

export interface BatchQueueOptions {
  /** Entries a batch holds at most. */
  readonly maxBatch: number;
  /** How long the oldest entry waits for company before its batch goes out unfilled. */
  readonly maxDelayMs: number;
  /** Entries that may wait; what comes on top is refused (I6). */
  readonly maxQueue: number;
}

export interface AppendOptions {
  readonly priority?: WorkPriority;
  /** Milliseconds since the epoch. */
  readonly deadline?: number;
  readonly signal?: AbortSignal;
}

/** An entry handed out in a batch. Its taker owes it exactly one of `resolve` and `reject`. */
export interface BatchEntry<T, R> {
  readonly item: T;
  readonly queuedMs: number;
  resolve(result: R): void;
  reject(error: WetreadError): void;
}

interface Waiting<T, R> {
  readonly item: T;
  readonly lane: Set<Waiting<T, R>>;
  readonly appendedAt: number;
  readonly deadline: number;
  resolve(result: R): void;
  reject(error: WetreadError): void;
  /** Stops the watch over deadline and signal. */
  release(): void;
}

interface Taker<T, R> {
  readonly limit: number;
  take(batch: BatchEntry<T, R>[] | undefined): void;
}

/** Longer delays would overflow Node's timers and fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const RETRY_AFTER_S = 1;

/**
 * A bounded queue that forms batches. It alone owns the waiting entries; others append to it and ask it for the next
 * batch. Interactive entries go before urgent ones and those before routine ones, each kind in the order it came. An entry whose deadline passes or
 * whose caller goes away leaves at once: it holds no place in the queue and costs none in a batch.
 */
export class BatchQueue<T, R> {
  readonly options: BatchQueueOptions;
  readonly #lanes: Record<WorkPriority, Set<Waiting<T, R>>> = {
    interactive: new Set(),
    urgent: new Set(),
    routine: new Set(),
  };
  readonly #takers: Taker<T, R>[] = [];
  #timer: NodeJS.Timeout | undefined;
  #draining = false;

  constructor(options: BatchQueueOptions) {
    this.options = options;
  }

  /** Entries waiting now. */
  get size(): number {
    return workPriorities.reduce((sum, priority) => sum + this.#lanes[priority].size, 0);
  }

  /**
   * Admits all of `items` or none.
   * @returns one promise for each; it rejects with `deadline_exceeded` or `cancelled` where the entry left unserved
   * @throws WetreadError `overloaded` with a retry hint, `draining`, `deadline_exceeded` or `cancelled`
   */
  append(items: readonly T[], options: AppendOptions = {}): Promise<R>[] {
    this.#admit(items.length, options);
    const results = items.map((item) => this.#place(item, options));
    this.#serve();
    return results;
  }

  /**
   * The next batch, of `limit` entries at most: as soon as it is full, or the oldest entry has waited long enough.
   * @returns `undefined` once the queue is drained and empty
   */
  next(limit = this.options.maxBatch): Promise<BatchEntry<T, R>[] | undefined> {
    return new Promise((take) => {
      this.#takers.push({ limit: Math.min(limit, this.options.maxBatch), take });
      this.#serve();
    });
  }

  /** What waits now, of `limit` entries at most, without waiting for more. */
  take(limit = this.options.maxBatch): BatchEntry<T, R>[] {
    const batch: BatchEntry<T, R>[] = [];
    for (const waiting of this.#inOrder()) {
      if (batch.length === limit) break;
      if (Date.now() >= waiting.deadline) this.#drop(waiting, expired());
      else batch.push(this.#handOut(waiting));
    }
    return batch;
  }

  /** Admits nothing more; what waits is still served, without delay. */
  drain(): void {
    this.#draining = true;
    this.#serve();
  }

  #admit(count: number, { deadline, signal }: AppendOptions): void {
    if (this.#draining) throw new WetreadError('draining', 'The queue is closing', { retryAfterS: RETRY_AFTER_S });
    if (signal?.aborted) throw cancelled();
    if (deadline !== undefined && Date.now() >= deadline) throw expired();
    const { maxQueue } = this.options;
    if (this.size + count > maxQueue) {
      const message = `${this.size} of ${maxQueue} places are taken; ${count} more do not fit`;
      throw new WetreadError('overloaded', message, { retryAfterS: RETRY_AFTER_S });
    }
  }

  #place(item: T, { priority = 'routine', deadline = Infinity, signal }: AppendOptions): Promise<R> {
    const { promise, resolve, reject } = Promise.withResolvers<R>();
    const lane = this.#lanes[priority];
    const timer = timerAt(deadline, () => this.#leave(waiting, expired()));
    const onAbort = () => this.#leave(waiting, cancelled());
    signal?.addEventListener('abort', onAbort, { once: true });
    const release = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const waiting: Waiting<T, R> = { item, lane, deadline, appendedAt: performance.now(), resolve, reject, release };
    lane.add(waiting);
    return promise;
  }

  #leave(waiting: Waiting<T, R>, error: WetreadError): void {
    this.#drop(waiting, error);
    // The batch being formed may now have another oldest entry.
    this.#serve();
  }

  #drop(waiting: Waiting<T, R>, error: WetreadError): void {
    waiting.lane.delete(waiting);
    waiting.release();
    waiting.reject(error);
  }

  #handOut(waiting: Waiting<T, R>): BatchEntry<T, R> {
    waiting.lane.delete(waiting);
    waiting.release();
    const { item, appendedAt, resolve, reject } = waiting;
    return { item, queuedMs: performance.now() - appendedAt, resolve, reject };
  }

  #serve(): void {
    clearTimeout(this.#timer);
    for (let taker = this.#takers[0]; taker; taker = this.#takers[0]) {
      const delayMs = this.#delayMs(taker.limit);
      if (delayMs > 0) {
        if (delayMs < Infinity) this.#timer = setTimeout(() => this.#serve(), delayMs);
        return;
      }
      const batch = this.take(taker.limit);
      if (batch.length === 0 && !this.#draining) continue;
      this.#takers.shift();
      taker.take(batch.length === 0 ? undefined : batch);
    }
  }

  /** How long a batch of `limit` has yet to wait; Infinity while nothing is there to wait for. */
  #delayMs(limit: number): number {
    if (this.#draining || this.size >= limit) return 0;
    const oldest = Math.min(...[...this.#firsts()].map((waiting) => waiting.appendedAt));
    // Timers count whole milliseconds and may fire a fraction early.
    return Math.ceil(oldest + this.options.maxDelayMs - performance.now());
  }

  *#inOrder(): Iterable<Waiting<T, R>> {
    for (const priority of workPriorities) yield* this.#lanes[priority];
  }

  *#firsts(): Iterable<Waiting<T, R>> {
    for (const lane of Object.values(this.#lanes)) {
      const { value } = lane.values().next();
      if (value) yield value;
    }
  }
}

function timerAt(deadline: number, fire: () => void): NodeJS.Timeout | undefined {
  const delayMs = deadline - Date.now();
  return delayMs <= MAX_TIMER_MS ? setTimeout(fire, delayMs) : undefined;
}

const expired = () => new WetreadError('deadline_exceeded', 'The deadline passed in the queue');
const cancelled = () => new WetreadError('cancelled', 'The caller went away');
