import { WetreadError } from '@wetread/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AppendOptions, BatchQueue, type BatchQueueOptions } from './queue.ts';

/** Time is the subject here, so it is the tests' own. */
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const queueOf = (options: Partial<BatchQueueOptions> = {}) =>
  new BatchQueue<string, string>({ maxBatch: 3, maxDelayMs: 10, maxQueue: 6, ...options });

/** Appends items and keeps what became of each: its result or its error's code. */
function append(queue: BatchQueue<string, string>, items: string, options?: AppendOptions): string[] {
  const outcomes: string[] = [];
  queue.append([...items], options).forEach((promise, i) => {
    promise.then(
      (result) => {
        outcomes[i] = result;
      },
      (error) => {
        outcomes[i] = error.code;
      },
    );
  });
  return outcomes;
}

/** Takes one batch and keeps its items once it came; `-` stands for the end. */
function takeNext(queue: BatchQueue<string, string>, limit?: number): { items?: string } {
  const taken: { items?: string } = {};
  queue.next(limit).then((batch) => {
    taken.items = batch ? batch.map((entry) => entry.item).join('') : '-';
  });
  return taken;
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('a batch', () => {
  it('goes out at once when it is full', async () => {
    const queue = queueOf();
    const taken = takeNext(queue);
    append(queue, 'ab');
    await pass(0);
    expect(taken.items).toBeUndefined();
    append(queue, 'cd');
    await pass(0);
    expect(taken.items).toBe('abc');
    expect(queue.size).toBe(1);
  });

  it('goes out unfilled when its oldest entry has waited long enough', async () => {
    const queue = queueOf();
    const taken = takeNext(queue);
    append(queue, 'a');
    await pass(6);
    append(queue, 'b');
    await pass(3);
    expect(taken.items).toBeUndefined();
    await pass(1);
    expect(taken.items).toBe('ab');
  });

  it('goes out at once to one who comes after that time', async () => {
    const queue = queueOf();
    append(queue, 'a');
    await pass(50);
    const taken = takeNext(queue);
    await pass(0);
    expect(taken.items).toBe('a');
  });

  it('holds no more than its taker asks for, and never more than maxBatch', async () => {
    const queue = queueOf();
    append(queue, 'abcdef');
    const two = takeNext(queue, 2);
    const many = takeNext(queue, 100);
    await pass(0);
    expect([two.items, many.items]).toEqual(['ab', 'cde']);
  });

  it('goes to the takers in the order they came', async () => {
    const queue = queueOf();
    const [first, second] = [takeNext(queue), takeNext(queue)];
    append(queue, 'abcd');
    await pass(10);
    expect([first.items, second.items]).toEqual(['abc', 'd']);
  });

  it('has interactive entries before urgent and those before routine ones, each kind in order', async () => {
    const queue = queueOf({ maxBatch: 6 });
    append(queue, 'ab');
    append(queue, 'UV', { priority: 'urgent' });
    append(queue, 'XY', { priority: 'interactive' });
    const taken = takeNext(queue);
    await pass(0);
    expect(taken.items).toBe('XYUVab');
  });

  it('counts its delay from the oldest entry, though urgent ones go before it', async () => {
    const queue = queueOf();
    const taken = takeNext(queue);
    append(queue, 'a');
    await pass(9);
    append(queue, 'U', { priority: 'urgent' });
    await pass(1);
    expect(taken.items).toBe('Ua');
  });

  it('can be taken without waiting', () => {
    const queue = queueOf();
    expect(queue.take()).toEqual([]);
    append(queue, 'ab');
    expect(queue.take(1).map((entry) => entry.item)).toEqual(['a']);
    expect(queue.size).toBe(1);
  });

  it('gives each entry its own result or error, and the time it waited', async () => {
    const queue = queueOf();
    const outcomes = append(queue, 'ab');
    await pass(7);
    const [a, b] = queue.take();
    expect(a?.queuedMs).toBe(7);
    a?.resolve('read');

    b?.reject(new WetreadError('image_invalid', 'no image'));
    await pass(0);
    expect(outcomes).toEqual(['read', 'image_invalid']);
  });
});

describe('admission (I6)', () => {
  it('refuses what does not fit, all of it, with a retry hint', async () => {
    const queue = queueOf();
    append(queue, 'abcd');
    expect(() => append(queue, 'efg')).toThrowError(
      expect.objectContaining({ code: 'overloaded', retryable: true, retryAfterS: expect.any(Number) }),
    );
    expect(queue.size).toBe(4);
    append(queue, 'ef');
    expect(queue.size).toBe(6);
  });

  it('has room again when a batch was taken', () => {
    const queue = queueOf();
    append(queue, 'abcdef');
    expect(() => append(queue, 'g')).toThrowError(expect.objectContaining({ code: 'overloaded' }));
    queue.take(1);
    expect(() => append(queue, 'g')).not.toThrow();
  });

  it('refuses what is late or cancelled already', () => {
    const queue = queueOf();
    expect(() => append(queue, 'a', { deadline: Date.now() })).toThrowError(
      expect.objectContaining({ code: 'deadline_exceeded' }),
    );
    expect(() => append(queue, 'a', { signal: AbortSignal.abort() })).toThrowError(
      expect.objectContaining({ code: 'cancelled' }),
    );
    expect(queue.size).toBe(0);
  });
});

describe('an entry', () => {
  it('leaves when its deadline passes, and its place is free', async () => {
    const queue = queueOf({ maxQueue: 2 });
    const late = append(queue, 'ab', { deadline: Date.now() + 5 });
    await pass(5);
    expect(late).toEqual(['deadline_exceeded', 'deadline_exceeded']);
    expect(queue.size).toBe(0);
    expect(() => append(queue, 'cd')).not.toThrow();
  });

  it('whose deadline passed takes no slot even where the timer is late', async () => {
    const queue = queueOf({ maxBatch: 1 });
    const late = append(queue, 'a', { deadline: Date.now() + 5 });
    append(queue, 'b');
    vi.setSystemTime(Date.now() + 5);
    const taken = takeNext(queue);
    await pass(0);
    expect([taken.items, late[0]]).toEqual(['b', 'deadline_exceeded']);
  });

  it('leaves when its caller goes away, and only then', async () => {
    const queue = queueOf();
    const caller = new AbortController();
    const gone = append(queue, 'a', { signal: caller.signal });
    append(queue, 'b');
    const taken = takeNext(queue);
    caller.abort();
    await pass(10);
    expect([taken.items, gone[0]]).toEqual(['b', 'cancelled']);
  });

  it('that left does not hurry those who came after it', async () => {
    const queue = queueOf();
    const caller = new AbortController();
    append(queue, 'a', { signal: caller.signal });
    const taken = takeNext(queue);
    await pass(6);
    append(queue, 'b');
    caller.abort();
    await pass(9);
    expect(taken.items).toBeUndefined();
    await pass(1);
    expect(taken.items).toBe('b');
  });

  it('may have no deadline or one beyond the reach of timers', async () => {
    const queue = queueOf();
    const outcomes = [...append(queue, 'a', { deadline: Infinity }), ...append(queue, 'b', { deadline: 1e15 })];
    await pass(1_000);
    expect(outcomes).toEqual([]);
    expect(queue.size).toBe(2);
  });

  it('is watched no longer once it is taken', async () => {
    const queue = queueOf();
    const caller = new AbortController();
    const outcomes = append(queue, 'a', { deadline: Date.now() + 5, signal: caller.signal });
    const [entry] = queue.take();
    caller.abort();
    await pass(50);
    entry?.resolve('done');
    await pass(0);
    expect(outcomes).toEqual(['done']);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('draining', () => {
  it('serves what waits without delay, then ends', async () => {
    const queue = queueOf();
    append(queue, 'a');
    const [first, second] = [takeNext(queue), takeNext(queue)];
    queue.drain();
    await pass(0);
    expect([first.items, second.items]).toEqual(['a', '-']);
  });

  it('admits nothing more', () => {
    const queue = queueOf();
    queue.drain();
    expect(() => append(queue, 'a')).toThrowError(expect.objectContaining({ code: 'draining', retryable: true }));
  });
});
