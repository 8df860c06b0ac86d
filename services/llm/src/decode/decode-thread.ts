import { Worker } from 'node:worker_threads';
import { WetreadError } from '@wetread/contracts';
import type { RowEvent } from './batch.ts';
import type { OpenDecoding } from './open-decoding.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './worker-messages.ts';

const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './decode.worker.ts' : './decode.worker.js',
  import.meta.url,
);

/** Starts a thread that owns a session, a cache and a batch (I5). */
export const spawnDecodeWorker = (setup: WorkerSetup): Worker => new Worker(workerUrl, { workerData: setup });

/** The caller's side of one decoding thread: what it was given, and what became of that. */
export class DecodeThread {
  /** Resolves when the model is loaded. @throws WetreadError `bundle_invalid`, `decoder_unavailable` */
  readonly ready: Promise<void>;
  /** Resolves at the thread's end, with what it had not finished and why. */
  readonly gone: Promise<{ readonly unfinished: OpenDecoding[]; readonly fault: WetreadError }>;
  isReady = false;
  readonly #worker: Worker;
  readonly #open = new Map<number, OpenDecoding>();
  #fault = new WetreadError('decoder_unavailable', 'A decoding thread ended');

  constructor(worker: Worker) {
    this.#worker = worker;
    this.gone = new Promise((resolve) => {
      worker.once('exit', () => resolve({ unfinished: [...this.#open.values()], fault: this.#fault }));
    });
    this.ready = this.#untilReady();
    this.ready.catch(() => {});
    worker.on('error', (cause) => {
      this.#fault = new WetreadError('decoder_unavailable', 'A decoding thread failed', { cause });
    });
  }

  /** Requests given and not finished. */
  get load(): number {
    return this.#open.size;
  }

  submit(decoding: OpenDecoding): void {
    const { id, request } = decoding;
    const { signal: _, ...plain } = request;
    this.#open.set(id, decoding);
    this.#send({ kind: 'decode', id, request: plain, listening: decoding.listening });
  }

  listen(decoding: OpenDecoding): void {
    if (this.#open.has(decoding.id)) this.#send({ kind: 'listen', id: decoding.id });
  }

  /** @returns whether this thread had the request */
  abort(decoding: OpenDecoding): boolean {
    if (!this.#open.delete(decoding.id)) return false;
    this.#send({ kind: 'abort', id: decoding.id });
    return true;
  }

  async close(): Promise<void> {
    this.#send({ kind: 'close' });
    await this.gone;
  }

  async #untilReady(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#worker.on('message', (message: FromWorker) => {
      if (message.kind === 'events') this.#apply(message.events);
      else if (message.kind === 'failed') this.#fault = new WetreadError(message.code, message.message);
      else {
        this.isReady = true;
        resolve();
      }
    });
    void this.gone.then(({ fault }) => reject(fault));
    await promise;
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #apply(events: readonly RowEvent[]): void {
    for (const { id, piece, decoded, error } of events) {
      const decoding = this.#open.get(id);
      if (!decoding) continue;
      if (piece) decoding.piece(piece);
      if (decoded || error) this.#open.delete(id);
      if (decoded) decoding.finish(decoded);
      if (error) decoding.fail(new WetreadError(error.code, error.message));
    }
  }
}
