import { Worker } from 'node:worker_threads';
import { WetreadError } from '@wetread/contracts';
import type { BatchMessage, BatchResult, LoadedImage, SessionSettings, ThreadMessage } from './messages.ts';

type Pending = PromiseWithResolvers<BatchResult>;

/** Why a batch has no result though none of its images is at fault: the thread is gone. */
export class ThreadEnded extends Error {}

const defaultScript = new URL(
  import.meta.url.endsWith('.ts') ? './session.worker.ts' : './session.worker.js',
  import.meta.url,
);

/** One worker thread with one session. */
export class SessionThread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<Error>();
  #nextId = 0;
  #gone: ThreadEnded | undefined;

  constructor(settings: SessionSettings, script: URL = defaultScript) {
    this.#worker = new Worker(script, { workerData: settings, name: 'session' });
    this.#worker.on('message', (message: ThreadMessage) => this.#receive(message));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', (code) => this.#end(new Error(`exit code ${code}`)));
    this.#ready.promise.catch(() => {});
  }

  /** Resolves when the session is open. Rejects with WetreadError `bundle_invalid` where the graph is not right. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Resolves with the reason when the thread is gone. */
  get ended(): Promise<Error> {
    return this.#ended.promise;
  }

  /** @throws ThreadEnded; WetreadError where the model run failed */
  run(images: readonly LoadedImage[]): Promise<BatchResult> {
    if (this.#gone) return Promise.reject(this.#gone);
    const id = this.#nextId++;
    const pending = Promise.withResolvers<BatchResult>();
    this.#pending.set(id, pending);
    const own = images.map(ownBytes);
    const message: BatchMessage = { id, images: own };
    this.#worker.postMessage(message, own.map(bufferOf));
    return pending.promise;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #receive(message: ThreadMessage): void {
    if (message.kind === 'ready') return this.#ready.resolve();
    if (message.kind === 'refused') {
      this.#ready.reject(new WetreadError(message.fault.code, message.fault.message));
      return void this.close();
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.kind === 'done') pending?.resolve(message);
    else pending?.reject(new WetreadError(message.fault.code, message.fault.message));
  }

  #end(reason: Error): void {
    if (this.#gone) return;
    const error = new ThreadEnded(`A session thread ended: ${reason.message}`, { cause: reason });
    this.#gone = error;
    this.#ready.reject(error);
    this.#ended.resolve(error);
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}

/**
 * Bytes in memory of their own, to be handed over: a message's bytes are a view into a larger buffer, all of which would
 * be copied, and a batch may have to be sent a second time.
 */
function ownBytes(image: LoadedImage): LoadedImage {
  if (image.kind === 'encoded') return { kind: 'encoded', bytes: new Uint8Array(image.bytes) };
  return { kind: 'grey', image: { ...image.image, pixels: new Uint8Array(image.image.pixels) } };
}

const bufferOf = (image: LoadedImage): ArrayBuffer =>
  (image.kind === 'encoded' ? image.bytes : image.image.pixels).buffer as ArrayBuffer;
