import { setTimeout as sleep } from 'node:timers/promises';
import { toWetreadError, WetreadError } from '@wetread/contracts';
import { type Bundle, loadTokenizer, type Tokenizer } from '@wetread/model';
import { checkRequest, contextTooLong } from '../check-request.ts';
import type { Decoded, DecodeRequest, Decoder, DecoderDescription, Decoding } from '../decoder.ts';
import { OpenDecoding } from '../open-decoding.ts';
import { Attempt } from './attempt.ts';
import { type CompletionSetup, completionBody } from './completion.ts';
import { gone, VllmFault } from './faults.ts';
import type { TorchDtype } from './torch-tensor.ts';
import { VllmClient } from './vllm-client.ts';
import { VllmServer } from './vllm-server.ts';

export interface VllmDecoderOptions {
  readonly url: string;
  /** Name under which the server serves the bundle's model. */
  readonly model: string;
  readonly apiKey?: string;
  /** Of the embeddings on their way; the server casts them to its own. */
  readonly dtype: TorchDtype;
  /** Requests that the server has at one time; those that are not routine come on top. */
  readonly maxBatch: number;
  /** Requests that may wait beside those (I6). */
  readonly maxWaiting: number;
  /** Milliseconds that the server may be silent. */
  readonly silenceMs: number;
  /** Pauses before a request is tried again at a server that went away; then it is the job's turn to wait. */
  readonly retryPausesMs?: readonly number[];
}

const RETRY_PAUSES_MS = [200, 1_000, 3_000];

interface Open {
  readonly decoding: OpenDecoding;
  readonly abort: AbortController;
  readonly askedAt: number;
}

/** The decoder behind a vLLM server's Completions: requests go there all at once, and it batches them. */
export class VllmDecoder implements Decoder {
  readonly #options: VllmDecoderOptions;
  readonly #bundle: Bundle;
  readonly #tokenizer: Tokenizer;
  readonly #setup: CompletionSetup;
  readonly #client: VllmClient;
  readonly #server: VllmServer;
  readonly #open = new Map<OpenDecoding, Open>();
  readonly #waiting: Record<DecodeRequest['priority'], Open[]> = { interactive: [], urgent: [], routine: [] };
  #running = 0;
  #lastId = 0;
  #version = '';
  #closing = false;

  private constructor(bundle: Bundle, tokenizer: Tokenizer, options: VllmDecoderOptions) {
    const { decoder, tokenizer: ids } = bundle.manifest;
    const { url, apiKey, silenceMs, model, dtype, maxBatch, maxWaiting } = options;
    this.#options = options;
    this.#bundle = bundle;
    this.#tokenizer = tokenizer;
    this.#setup = { model, dtype, eosId: ids.eosId, width: decoder.width };
    const connections = maxBatch + maxWaiting;
    this.#client = new VllmClient({ url, silenceMs, connections, ...(apiKey !== undefined && { apiKey }) });
    this.#server = new VllmServer(this.#client, this.#setup);
  }

  /** Does not wait for the server, which may start later than this process. @throws WetreadError `bundle_invalid` */
  static async open(bundle: Bundle, options: VllmDecoderOptions): Promise<VllmDecoder> {
    return new VllmDecoder(bundle, await loadTokenizer(bundle), options);
  }

  decode(request: DecodeRequest): Decoding {
    const { width, contextLength } = this.#bundle.manifest.decoder;
    checkRequest(request, width, contextLength);
    this.#admit();
    return this.#enter(request);
  }

  describe(): DecoderDescription {
    const { width, contextLength } = this.#bundle.manifest.decoder;
    const { maxBatch, maxWaiting } = this.#options;
    return { engine: `vllm ${this.#version}`.trim(), width, contextLength, maxBatch, maxWaiting };
  }

  async check(): Promise<void> {
    try {
      await this.#facts();
      await this.#client.health();
    } catch (thrown) {
      this.#server.forget();
      throw errorOf(thrown);
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const open of [...this.#open.values()]) this.#abandon(open, draining());
    await this.#client.close();
  }

  #admit(): void {
    if (this.#closing) throw draining();
    const { maxBatch, maxWaiting } = this.#options;
    if (this.#open.size < maxBatch + maxWaiting) return;
    throw new WetreadError('overloaded', `${maxWaiting} requests wait for the decoder already`, { retryAfterS: 1 });
  }

  #enter(request: DecodeRequest): OpenDecoding {
    const leave = () => this.#abandon(open, new WetreadError('cancelled', 'The caller no longer wants this answer'));
    const onEnd = () => request.signal?.removeEventListener('abort', leave);
    const decoding = new OpenDecoding(++this.#lastId, request, { onListen() {}, onEnd });
    const open = { decoding, abort: new AbortController(), askedAt: performance.now() };
    this.#open.set(decoding, open);
    this.#waiting[request.priority].push(open);
    if (request.signal?.aborted) leave();
    else request.signal?.addEventListener('abort', leave);
    this.#dispatch();
    return decoding;
  }

  /** Ends a request before its answer; closing its connection is what makes vLLM drop it. */
  #abandon(open: Open, error: WetreadError): void {
    const queue = this.#waiting[open.decoding.request.priority];
    const place = queue.indexOf(open);
    if (place >= 0) queue.splice(place, 1);
    if (this.#open.delete(open.decoding)) open.decoding.fail(error);
    open.abort.abort();
  }

  /** Only routine requests wait here; of the others the server takes the more urgent first. */
  #dispatch(): void {
    const { interactive, urgent, routine } = this.#waiting;
    for (const open of [...interactive.splice(0), ...urgent.splice(0)]) void this.#run(open);
    while (this.#running < this.#options.maxBatch) {
      const open = routine.shift();
      if (!open) return;
      void this.#run(open);
    }
  }

  async #run(open: Open): Promise<void> {
    this.#running++;
    const { decoding } = open;
    try {
      const decoded = await this.#answer(open);
      if (this.#open.delete(decoding)) decoding.finish(decoded);
    } catch (thrown) {
      if (this.#open.delete(decoding)) decoding.fail(errorOf(thrown));
    } finally {
      this.#running--;
      this.#dispatch();
    }
  }

  async #answer(open: Open): Promise<Decoded> {
    const body = completionBody(this.#setup, open.decoding.request);
    const sent = { text: '' };
    for (const pause of [...(this.#options.retryPausesMs ?? RETRY_PAUSES_MS), undefined]) {
      try {
        return await this.#attempt(open, body, sent);
      } catch (thrown) {
        if (!(thrown instanceof VllmFault) || open.abort.signal.aborted) throw thrown;
        if (thrown.error.retryable || thrown.error.code === 'bundle_mismatch') this.#server.forget();
        if (!thrown.again || pause === undefined) throw thrown;
        // Jitter spreads the return of the many that a restart threw out at one moment.
        await sleep(pause * (0.5 + Math.random()), undefined, { signal: open.abort.signal });
      }
    }
    throw gone('never answered');
  }

  async #attempt({ decoding, abort, askedAt }: Open, body: string, sent: { text: string }): Promise<Decoded> {
    const { contextLength } = await this.#facts();
    const positions = decoding.request.embeddings.length / this.#setup.width;
    if (positions >= contextLength) throw contextTooLong(positions, contextLength);
    const attempt = new Attempt(decoding.request, {
      tokenizer: this.#tokenizer,
      eosId: this.#setup.eosId,
      askedAt,
    });
    let ended = false;
    for await (const choice of this.#client.complete(body, abort.signal)) {
      // What follows an end is the server's own end, read so that the connection can be used again.
      if (ended) continue;
      ended = attempt.take(choice);
      if (decoding.listening) tell(decoding, attempt.text, sent);
      if (ended && !choice.finish_reason) break;
    }
    const decoded = attempt.decoded();
    tell(decoding, attempt.text, sent);
    return decoded;
  }

  async #facts(): Promise<{ readonly contextLength: number }> {
    const facts = await this.#server.facts();
    this.#version = facts.version;
    return facts;
  }
}

/**
 * Gives out what is new of the text. A second run may take another turn, since a GPU's sums depend on who else is in the
 * batch: then what a listener has heard cannot be taken back, and the answer fails rather than being two answers mixed.
 */
function tell(decoding: OpenDecoding, text: string, sent: { text: string }): void {
  if (text.length >= sent.text.length && text.startsWith(sent.text)) {
    decoding.piece(text.slice(sent.text.length));
    sent.text = text;
  } else if (!sent.text.startsWith(text)) {
    throw new WetreadError('decoder_unavailable', 'The answer was cut, and begun again it is another');
  }
}

const draining = () => new WetreadError('draining', 'The decoder is closing');

const errorOf = (thrown: unknown): WetreadError =>
  thrown instanceof VllmFault ? thrown.error : toWetreadError(thrown);
