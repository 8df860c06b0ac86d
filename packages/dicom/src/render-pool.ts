import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { RefusalError, refusalTable, WetreadError } from '@wetread/contracts';
import { defaultLimits, type ImageLimits } from './admit-pixels.ts';
import type { Displayed, DisplayOptions } from './display.ts';
import type { GreyImage } from './grey.ts';
import type { RenderAnswer, Rendered, RenderTask } from './render.worker.ts';

export interface RenderPoolOptions {
  readonly threads?: number;
  /** Renders that may wait for a thread; one more is `overloaded` (I6). */
  readonly maxQueue?: number;
  /** For one render, from when a thread takes it. */
  readonly timeoutMs?: number;
  /** JavaScript heap of one thread; pixels lie outside it and are bounded by `limits`. */
  readonly maxHeapMb?: number;
  readonly limits?: ImageLimits;
}

export interface RenderedPng {
  readonly width: number;
  readonly height: number;
  /** See `pixelHash`. */
  readonly pixelHash: string;
  readonly png: Uint8Array;
}

interface Waiting {
  readonly task: RenderTask;
  readonly resolve: (answer: Rendered) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  current: Waiting | undefined;
  timer: NodeJS.Timeout | undefined;
}

const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './render.worker.ts' : './render.worker.js',
  import.meta.url,
);

/**
 * Renders in worker threads, so that the event loop stays free (I5). Errors: RefusalError for the file's faults;
 * WetreadError `overloaded`, `deadline_exceeded`, `draining`. A thread that takes too long or runs out of memory is
 * ended with its task alone, and another is started when there is work.
 */
export class RenderPool {
  readonly #options: Required<RenderPoolOptions>;
  readonly #threads = new Set<Thread>();
  readonly #waiting: Waiting[] = [];
  readonly #unsettled = new Set<Promise<unknown>>();
  #closed = false;

  constructor(options: RenderPoolOptions = {}) {
    const defaults = {
      threads: availableParallelism(),
      maxQueue: 64,
      timeoutMs: 60_000,
      maxHeapMb: 256,
      limits: defaultLimits,
    };
    this.#options = { ...defaults, ...options };
  }

  /** As `renderGrey` and `admitContent`. Bytes are copied, a path is read by the thread. */
  async render(source: Uint8Array | string): Promise<GreyImage> {
    const { width, height, bytes } = await this.#submit(source, 'grey');
    return { width, height, pixels: bytes };
  }

  /** As `render`, and then `encodePng`. */
  async renderPng(source: Uint8Array | string): Promise<RenderedPng> {
    const { bytes, width, height, pixelHash = '' } = await this.#submit(source, 'png');
    return { width, height, pixelHash, png: bytes };
  }

  /** As `renderDisplay`. @throws WetreadError invalid_request where the region lies outside the image */
  async renderDisplay(source: Uint8Array | string, options: DisplayOptions): Promise<Displayed> {
    const { bytes, width, height } = await this.#submit(source, options);
    return { width, height, bytes };
  }

  /** As `readSamples`. */
  async readSamples(source: Uint8Array | string): Promise<Uint8Array> {
    return (await this.#submit(source, 'samples')).bytes;
  }

  /** As `toExplicitLittleEndian`. */
  async toExplicitLittleEndian(source: Uint8Array | string): Promise<Uint8Array> {
    return (await this.#submit(source, 'explicit')).bytes;
  }

  /** Lets running renders end, refuses waiting ones with `draining`, and ends the threads. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(draining());
    await Promise.allSettled(this.#unsettled);
    await Promise.all([...this.#threads].map((thread) => this.#ended(thread)));
  }

  #submit(source: Uint8Array | string, as: RenderTask['as']): Promise<Rendered> {
    if (this.#closed) return Promise.reject(draining());
    if (this.#allBusy() && this.#waiting.length >= this.#options.maxQueue) {
      return Promise.reject(new WetreadError('overloaded', 'Too many images wait to be rendered.', { retryAfterS: 1 }));
    }
    const rendered = new Promise<Rendered>((resolve, reject) => {
      const task = { source, as, limits: this.#options.limits };
      this.#waiting.push({ task, resolve, reject });
      this.#assign();
    });
    this.#unsettled.add(rendered);
    const settle = () => this.#unsettled.delete(rendered);
    rendered.then(settle, settle);
    return rendered;
  }

  #allBusy(): boolean {
    const busy = [...this.#threads].filter((thread) => thread.current).length;
    return busy === this.#options.threads;
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#freeThread();
      const next = thread && this.#waiting.shift();
      if (!next) return;
      this.#start(thread, next);
    }
  }

  #freeThread(): Thread | undefined {
    for (const thread of this.#threads) if (!thread.current) return thread;
    return this.#threads.size < this.#options.threads ? this.#spawn() : undefined;
  }

  #start(thread: Thread, next: Waiting): void {
    const { timeoutMs } = this.#options;
    thread.current = next;
    thread.worker.ref();
    thread.timer = setTimeout(() => {
      this.#drop(thread, new WetreadError('deadline_exceeded', `An image was not rendered within ${timeoutMs} ms.`));
    }, timeoutMs);
    const { source } = next.task;
    // A Buffer is often a slice of a larger one, all of which would be cloned.
    const own = typeof source === 'string' ? source : new Uint8Array(source);
    thread.worker.postMessage({ ...next.task, source: own }, typeof own === 'string' ? [] : [own.buffer]);
  }

  #spawn(): Thread {
    const worker = new Worker(workerFile, { resourceLimits: { maxOldGenerationSizeMb: this.#options.maxHeapMb } });
    const thread: Thread = { worker, current: undefined, timer: undefined };
    worker.on('message', (answer: RenderAnswer) => this.#finish(thread, answer));
    worker.on('error', (error) => this.#drop(thread, crash(error)));
    worker.on('exit', () => this.#drop(thread, new WetreadError('internal', 'A render thread ended.')));
    worker.unref();
    this.#threads.add(thread);
    return thread;
  }

  #finish(thread: Thread, answer: RenderAnswer): void {
    const { current } = thread;
    clearTimeout(thread.timer);
    thread.current = undefined;
    thread.worker.unref();
    if (answer.ok) current?.resolve(answer);
    else current?.reject(errorOf(answer));
    this.#assign();
  }

  #drop(thread: Thread, error: Error): void {
    if (!this.#threads.delete(thread)) return;
    clearTimeout(thread.timer);
    thread.current?.reject(error);
    void thread.worker.terminate();
    this.#assign();
  }

  #ended(thread: Thread): Promise<unknown> {
    this.#threads.delete(thread);
    return thread.worker.terminate();
  }
}

const draining = (): WetreadError => new WetreadError('draining', 'Rendering has stopped.');

function crash(error: unknown): Error {
  const outOfMemory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (outOfMemory) return new RefusalError('image_too_large', 'Rendering it needs more memory than allowed.', error);
  return new WetreadError('internal', 'A render thread failed.', { cause: error });
}

/** The sentence is already in the message; what follows it is the detail. */
function errorOf({ refusal, outside, message }: Extract<RenderAnswer, { ok: false }>): Error {
  if (outside) return new WetreadError('invalid_request', message);
  if (!refusal) return new WetreadError('internal', message);
  return new RefusalError(refusal, message.slice(refusalTable[refusal].sentence.length).trim());
}
