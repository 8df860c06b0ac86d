import { availableParallelism } from 'node:os';
import { WetreadError } from '@wetread/contracts';
import type { Bundle } from '@wetread/model';
import { type BatchLimits, budgetOf } from './batch.ts';
import type { CacheBudget } from './cache-budget.ts';
import { checkRequest } from './check-request.ts';
import { DecodeThread, spawnDecodeWorker } from './decode-thread.ts';
import type { DecodeRequest, Decoder, DecoderDescription, Decoding } from './decoder.ts';
import { OpenDecoding } from './open-decoding.ts';
import type { WorkerSetup } from './worker-messages.ts';

export interface OnnxDecoderOptions extends BatchLimits {
  /** Requests that may wait beside those in the batch (I6). */
  readonly maxWaiting: number;
  /** Threads that decode, each with a session and a share of the batch; `bestWorkers` where not given. */
  readonly workers?: number;
}

/** Times a request is given to a thread, for one that kills its thread would do so for ever. */
const MAX_ATTEMPTS = 3;
/** Requests that a thread has in hand beside its batch, so that a place that becomes free is taken at the next step. */
const IN_HAND = 2;
/** About what the cores' caches hold. */
const SMALL_GRAPH_BYTES = 32 * 2 ** 20;

/**
 * A small graph gains from a session on each core: its steps are too short to be shared out, and a core that is busy
 * elsewhere holds up no other. The sessions of a large one would each read all weights from memory, and hold them.
 */
export function bestWorkers(bundle: Bundle, cores = availableParallelism()): number {
  const { decoder, files } = bundle.manifest;
  const weights = Object.entries(files).filter(([file]) => file.startsWith(decoder.file));
  const bytes = weights.reduce((sum, [, entry]) => sum + entry.bytes, 0);
  return bytes <= SMALL_GRAPH_BYTES ? cores : 1;
}

/** The decoder in this machine's cores. A thread that dies is replaced, and its requests run again. */
export class OnnxDecoder implements Decoder {
  readonly #setup: WorkerSetup;
  readonly #options: OnnxDecoderOptions;
  readonly #spawn: typeof spawnDecodeWorker;
  readonly #budget: CacheBudget;
  readonly #workers: number;
  readonly #threads: DecodeThread[] = [];
  readonly #waiting: Record<DecodeRequest['priority'], OpenDecoding[]> = { interactive: [], urgent: [], routine: [] };
  #open = 0;
  #lastId = 0;
  #closing = false;

  private constructor(bundle: Bundle, options: OnnxDecoderOptions, spawn: typeof spawnDecodeWorker) {
    const { folder, digest, manifest } = bundle;
    const workers = Math.min(options.workers ?? bestWorkers(bundle), options.maxBatch);
    const threads = Math.max(1, Math.floor(availableParallelism() / workers));
    const maxBatch = Math.ceil(options.maxBatch / workers);
    const cacheBytes = Math.floor(options.cacheBytes / workers);
    this.#setup = { folder, digest, manifest, threads, maxBatch, maxStallMs: options.maxStallMs, cacheBytes };
    this.#budget = budgetOf(this.#setup, this.#setup);
    this.#workers = workers;
    this.#options = options;
    this.#spawn = spawn;
  }

  /** Resolves when the model is loaded. @throws WetreadError `bundle_invalid`, `config_invalid`, `decoder_unavailable` */
  static async open(bundle: Bundle, options: OnnxDecoderOptions, spawn = spawnDecodeWorker): Promise<OnnxDecoder> {
    const decoder = new OnnxDecoder(bundle, options, spawn);
    if (decoder.#budget.longestRow === 0) {
      throw new WetreadError('config_invalid', `${options.cacheBytes} bytes of cache hold no answer; raise CACHE_MB.`);
    }
    decoder.#startMissing();
    await Promise.all(decoder.#threads.map((thread) => thread.ready));
    return decoder;
  }

  decode(request: DecodeRequest): Decoding {
    const { width, contextLength } = this.#setup.manifest.decoder;
    checkRequest(request, width, contextLength);
    this.#checkMemory(request);
    this.#admit();
    return this.#enter(request);
  }

  describe(): DecoderDescription {
    const { width, contextLength } = this.#setup.manifest.decoder;
    const { maxBatch, maxWaiting } = this.#options;
    return { engine: 'onnx', width, contextLength, maxBatch, maxWaiting };
  }

  async check(): Promise<void> {
    if (!this.#closing && this.#threads.some(({ isReady }) => isReady)) return;
    this.#startMissing();
    throw new WetreadError('decoder_unavailable', 'No decoding thread is ready');
  }

  async close(): Promise<void> {
    this.#closing = true;
    const draining = new WetreadError('draining', 'The decoder is closing');
    this.#failWaiting(draining);
    const threads = [...this.#threads];
    await Promise.all(threads.map((thread) => thread.close()));
  }

  #checkMemory({ embeddings, maxNewTokens }: DecodeRequest): void {
    const { width, contextLength } = this.#setup.manifest.decoder;
    const positions = Math.min(embeddings.length / width + maxNewTokens, contextLength);
    const { longestRow } = this.#budget;
    if (positions <= longestRow) return;
    throw new WetreadError(
      'context_too_long',
      `Prompt and answer take ${positions} positions; the decoder's memory has room for ${longestRow}`,
      { details: { positions, longestRow } },
    );
  }

  #admit(): void {
    if (this.#closing) throw new WetreadError('draining', 'The decoder is closing');
    const { maxBatch, maxWaiting } = this.#options;
    if (this.#open < maxBatch + maxWaiting) return;
    throw new WetreadError('overloaded', `${maxWaiting} requests wait for the decoder already`, { retryAfterS: 1 });
  }

  #enter(request: DecodeRequest): OpenDecoding {
    const abort = () => this.#abort(decoding);
    const onListen = () => {
      for (const thread of this.#threads) thread.listen(decoding);
    };
    const onEnd = () => {
      this.#open--;
      request.signal?.removeEventListener('abort', abort);
      this.#dispatch();
    };
    const decoding = new OpenDecoding(++this.#lastId, request, { onListen, onEnd });
    this.#open++;
    this.#waiting[request.priority].push(decoding);
    if (request.signal?.aborted) abort();
    else request.signal?.addEventListener('abort', abort);
    this.#startMissing();
    this.#dispatch();
    return decoding;
  }

  #abort(decoding: OpenDecoding): void {
    if (!this.#threads.some((thread) => thread.abort(decoding))) {
      const queue = this.#waiting[decoding.request.priority];
      queue.splice(queue.indexOf(decoding), 1);
    }
    decoding.fail(new WetreadError('cancelled', 'The caller no longer wants this answer'));
  }

  /** Gives waiting requests to the threads that have least to do; all but routine ones at once, for a thread puts them first. */
  #dispatch(): void {
    const { interactive, urgent, routine } = this.#waiting;
    while (interactive.length + urgent.length + routine.length > 0) {
      const [thread] = this.#threads.filter(({ isReady }) => isReady).sort((a, b) => a.load - b.load);
      const full = thread && thread.load >= this.#setup.maxBatch + IN_HAND;
      const decoding = thread && (interactive.shift() ?? urgent.shift() ?? (full ? undefined : routine.shift()));
      if (!decoding) return;
      decoding.attempts++;
      thread.submit(decoding);
    }
  }

  #startMissing(): void {
    while (!this.#closing && this.#threads.length < this.#workers) this.#start();
  }

  #start(): void {
    const thread = new DecodeThread(this.#spawn(this.#setup));
    this.#threads.push(thread);
    thread.ready.then(() => this.#dispatch()).catch(() => {});
    void thread.gone.then(({ unfinished, fault }) => this.#bury(thread, unfinished, fault));
  }

  /** A thread that never became ready is not replaced until somebody asks again. */
  #bury(thread: DecodeThread, unfinished: readonly OpenDecoding[], fault: WetreadError): void {
    this.#threads.splice(this.#threads.indexOf(thread), 1);
    for (const decoding of [...unfinished].reverse()) this.#takeBack(decoding, fault);
    if (thread.isReady) this.#startMissing();
    else if (this.#threads.length === 0) this.#failWaiting(fault);
    this.#dispatch();
  }

  /** To the head of its queue, for it was there first. */
  #takeBack(decoding: OpenDecoding, fault: WetreadError): void {
    if (this.#closing) decoding.fail(new WetreadError('draining', 'The decoder is closing'));
    else if (decoding.attempts >= MAX_ATTEMPTS) decoding.fail(fault);
    else {
      decoding.restart();
      this.#waiting[decoding.request.priority].unshift(decoding);
    }
  }

  #failWaiting(error: WetreadError): void {
    for (const waiting of Object.values(this.#waiting)) for (const decoding of waiting.splice(0)) decoding.fail(error);
  }
}
