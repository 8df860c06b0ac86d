import { setTimeout as sleep } from 'node:timers/promises';
import { toWetreadError, WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import type { Logger } from '@wetread/telemetry';
import type { ImageQueue } from '../domain/images.ts';
import { batchSize, inferenceSeconds, queueSeconds, threadDeaths } from '../metrics.ts';
import { type ImageEntry, type LoadedEntry, loadImages } from './load-images.ts';
import type { BatchResult, LoadedImage } from './messages.ts';
import { type SessionThread, ThreadEnded } from './session-thread.ts';

export interface SessionPoolParts {
  readonly queue: ImageQueue;
  readonly storage: ObjectStorage;
  readonly logger: Logger;
  readonly threads: number;
  readonly startThread: () => SessionThread;
}

/** While one batch runs on a thread the next is fetched, sent and decoded. */
const BATCHES_AT_ONCE = 2;
const RESTART_MS = { first: 100, most: 10_000 };

/** The session threads. Each takes batches from the queue; one that dies is replaced and its batches run once more. */
export class SessionPool {
  readonly #parts: SessionPoolParts;
  #seats: Seat[] = [];
  #serving: Promise<void>[] = [];

  constructor(parts: SessionPoolParts) {
    this.#parts = parts;
  }

  /** Resolves when every session is open. @throws WetreadError `bundle_invalid` */
  async start(): Promise<void> {
    const { threads, startThread, logger } = this.#parts;
    this.#seats = Array.from({ length: threads }, () => new Seat(startThread, logger));
    try {
      await Promise.all(this.#seats.map((seat) => seat.thread));
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#serving = this.#seats.flatMap((seat) => Array.from({ length: BATCHES_AT_ONCE }, () => this.#serve(seat)));
  }

  /** @throws Error while no session is open */
  check(): void {
    if (!this.#seats.some((seat) => seat.isOpen)) throw new Error('no session is open');
  }

  /** Ends when the queue is drained and all its batches are done. */
  async finish(): Promise<void> {
    await Promise.all(this.#serving);
  }

  async close(): Promise<void> {
    await Promise.all(this.#seats.map((seat) => seat.close()));
  }

  async #serve(seat: Seat): Promise<void> {
    for (;;) {
      await seat.thread;
      const batch = await this.#parts.queue.next();
      if (!batch) return;
      await this.#process(seat, batch);
    }
  }

  async #process(seat: Seat, batch: readonly ImageEntry[]): Promise<void> {
    for (const { queuedMs } of batch) queueSeconds.observe(queuedMs / 1000);
    const loaded = await loadImages(batch, this.#parts.storage);
    if (loaded.length === 0) return;
    try {
      deliver(
        loaded,
        await runTwice(
          seat,
          loaded.map(({ image }) => image),
        ),
      );
    } catch (error) {
      this.#parts.logger.error({ err: error, images: loaded.length }, 'a batch failed');
      for (const { entry } of loaded) entry.reject(failure(error));
    }
  }
}

async function runTwice(seat: Seat, images: readonly LoadedImage[]): Promise<BatchResult> {
  try {
    return await (await seat.thread).run(images);
  } catch (error) {
    if (!(error instanceof ThreadEnded)) throw error;
    return await (await seat.thread).run(images);
  }
}

function deliver(loaded: readonly LoadedEntry[], { faults, tokens, inferenceMs }: BatchResult): void {
  const served = faults.filter((fault) => fault === null).length;
  const length = tokens.length / Math.max(served, 1);
  let row = 0;
  loaded.forEach(({ entry }, i) => {
    const fault = faults[i];
    if (fault) return entry.reject(new WetreadError(fault.code, fault.message));
    const embeddings = tokens.subarray(row * length, ++row * length);
    entry.resolve({ embeddings, queuedMs: entry.queuedMs, inferenceMs });
  });
  if (served === 0) return;
  batchSize.observe(served);
  inferenceSeconds.observe(inferenceMs / 1000);
}

const failure = (error: unknown): WetreadError =>
  error instanceof ThreadEnded
    ? new WetreadError('internal', 'The batch was lost twice', { cause: error })
    : toWetreadError(error);

/** A place for one thread, taken by another when it dies. */
class Seat {
  readonly #start: () => SessionThread;
  readonly #logger: Logger;
  readonly #closing = new AbortController();
  /** The thread in this seat, once its session is open. */
  thread: Promise<SessionThread>;
  isOpen = false;

  constructor(start: () => SessionThread, logger: Logger) {
    this.#start = start;
    this.#logger = logger;
    this.thread = this.#seatOne();
    this.thread.catch(() => {});
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const thread = await this.thread.catch(() => undefined);
    await thread?.close();
  }

  async #seatOne(): Promise<SessionThread> {
    const thread = this.#start();
    try {
      await thread.ready;
    } catch (error) {
      await thread.close();
      throw error;
    }
    this.isOpen = true;
    void thread.ended.then((reason) => this.#replace(reason));
    return thread;
  }

  #replace(reason: Error): void {
    this.isOpen = false;
    if (this.#closing.signal.aborted) return;
    threadDeaths.inc();
    this.#logger.error({ err: reason }, 'a session thread died and is replaced');
    this.thread = this.#seatAgain();
    this.thread.catch(() => {});
  }

  async #seatAgain(): Promise<SessionThread> {
    for (let delayMs = RESTART_MS.first; ; delayMs = Math.min(2 * delayMs, RESTART_MS.most)) {
      try {
        return await this.#seatOne();
      } catch (error) {
        this.#logger.error({ err: error, delayMs }, 'a session thread could not be replaced');
        await sleep(delayMs, undefined, { signal: this.#closing.signal });
      }
    }
  }
}
