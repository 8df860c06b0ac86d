import { Worker } from 'node:worker_threads';
import { WetreadError } from '@wetread/contracts';
import type { Bundle } from '@wetread/model';
import type { BatchLimits, RowEvent } from './batch.ts';
import { checkRequest } from './check-request.ts';
import type { DecodeRequest, Decoder, DecoderDescription, Decoding } from './decoder.ts';
import { OpenDecoding } from './open-decoding.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './worker-messages.ts';

export interface OnnxDecoderOptions extends BatchLimits {
  /** Requests that may wait beside those in the batch (I6). */
  readonly maxWaiting: number;
  /** Threads of a run; all cores where not given. */
  readonly threads?: number;
}

/** Times a request is given to a worker, for one that dies of the request itself would die of it for ever. */
const MAX_ATTEMPTS = 3;
const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './decode.worker.ts' : './decode.worker.js',
  import.meta.url,
);

/** Starts the thread that owns the session, the cache and the batch (I5). */
export const spawnDecodeWorker = (setup: WorkerSetup): Worker => new Worker(workerUrl, { workerData: setup });

/** The decoder in this machine's cores. A worker that dies is replaced, and its requests run again. */
export class OnnxDecoder implements Decoder {
  readonly #setup: WorkerSetup;
  readonly #options: OnnxDecoderOptions;
  readonly #spawn: typeof spawnDecodeWorker;
  readonly #open = new Map<number, OpenDecoding>();
  #worker: Worker | undefined;
  #lastId = 0;
  #closing = false;

  private constructor(bundle: Bundle, options: OnnxDecoderOptions, spawn: typeof spawnDecodeWorker) {
    const { folder, digest, manifest } = bundle;
    this.#setup = { folder, digest, manifest, ...options };
    this.#options = options;
    this.#spawn = spawn;
  }

  /** Resolves when the model is loaded. @throws WetreadError `bundle_invalid`, `decoder_unavailable` */
  static async open(bundle: Bundle, options: OnnxDecoderOptions, spawn = spawnDecodeWorker): Promise<OnnxDecoder> {
    const decoder = new OnnxDecoder(bundle, options, spawn);
    await decoder.#start();
    return decoder;
  }

  decode(request: DecodeRequest): Decoding {
    const { width, contextLength } = this.#setup.manifest.decoder;
    checkRequest(request, width, contextLength);
    this.#admit();
    return this.#enter(request);
  }

  describe(): DecoderDescription {
    const { width, contextLength } = this.#setup.manifest.decoder;
    const { maxBatch, maxWaiting } = this.#options;
    return { engine: 'onnx', width, contextLength, maxBatch, maxWaiting };
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#failAll(new WetreadError('draining', 'The decoder is closing'));
    const worker = this.#worker;
    if (!worker) return;
    const gone = new Promise((resolve) => worker.once('exit', resolve));
    this.#send({ kind: 'close' });
    await gone;
  }

  #admit(): void {
    if (this.#closing) throw new WetreadError('draining', 'The decoder is closing');
    const { maxBatch, maxWaiting } = this.#options;
    if (this.#open.size < maxBatch + maxWaiting) return;
    throw new WetreadError('overloaded', `${maxWaiting} requests wait for the decoder already`, { retryAfterS: 1 });
  }

  #enter(request: DecodeRequest): OpenDecoding {
    const id = ++this.#lastId;
    const abort = () => {
      this.#send({ kind: 'abort', id });
      this.#open.get(id)?.fail(new WetreadError('cancelled', 'The caller no longer wants this answer'));
    };
    const decoding = new OpenDecoding(request, () => {
      this.#open.delete(id);
      request.signal?.removeEventListener('abort', abort);
    });
    this.#open.set(id, decoding);
    if (this.#worker) this.#submit(id, decoding);
    else void this.#start().catch(() => {});
    if (request.signal?.aborted) abort();
    else request.signal?.addEventListener('abort', abort);
    return decoding;
  }

  #submit(id: number, decoding: OpenDecoding): void {
    decoding.attempts++;
    const { signal: _, ...request } = decoding.request;
    this.#send({ kind: 'decode', id, request });
  }

  #send(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  async #start(): Promise<void> {
    const worker = this.#spawn(this.#setup);
    this.#worker = worker;
    // Messages wait in the port until the worker has loaded the model.
    for (const [id, decoding] of this.#open) this.#submit(id, decoding);
    const ready = Promise.withResolvers<void>();
    let fault = new WetreadError('decoder_unavailable', 'The decoding thread ended');
    let isReady = false;
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'events') this.#apply(message.events);
      else if (message.kind === 'failed') fault = new WetreadError(message.code, message.message);
      else {
        isReady = true;
        ready.resolve();
      }
    });
    worker.on('error', (cause) => {
      fault = new WetreadError('decoder_unavailable', 'The decoding thread failed', { cause });
    });
    worker.once('exit', () => {
      this.#worker = undefined;
      ready.reject(fault);
      if (!this.#closing) this.#replace(fault, isReady);
    });
    await ready.promise;
  }

  /** A worker that never became ready is not replaced until somebody asks again. */
  #replace(fault: WetreadError, wasReady: boolean): void {
    if (!wasReady) {
      this.#failAll(fault);
      return;
    }
    for (const decoding of [...this.#open.values()]) {
      if (decoding.attempts >= MAX_ATTEMPTS) decoding.fail(fault);
      else decoding.restart();
    }
    void this.#start().catch(() => {});
  }

  #failAll(error: WetreadError): void {
    for (const decoding of [...this.#open.values()]) decoding.fail(error);
  }

  #apply(events: readonly RowEvent[]): void {
    for (const { id, piece, decoded, error } of events) {
      const decoding = this.#open.get(id);
      if (!decoding) continue;
      if (piece) decoding.piece(piece);
      if (decoded) decoding.finish(decoded);
      if (error) decoding.fail(new WetreadError(error.code, error.message));
    }
  }
}
