import { WetreadError } from '@wetread/contracts';
import type { DecodeRequest } from '../decoder.ts';
import { type CompletionSetup, completionBody } from './completion.ts';
import { VllmFault } from './faults.ts';
import type { VllmClient } from './vllm-client.ts';

export interface ServerFacts {
  readonly version: string;
  /** Positions of prompt and answer that the server was started for. */
  readonly contextLength: number;
}

/**
 * What is known of the server behind the address, found out before the first request and again after each time it went
 * away, since another may have come in its place: that it serves this bundle's model and takes prompts of its embeddings.
 */
export class VllmServer {
  readonly #client: VllmClient;
  readonly #setup: CompletionSetup;
  #facts: Promise<ServerFacts> | undefined;

  constructor(client: VllmClient, setup: CompletionSetup) {
    this.#client = client;
    this.#setup = setup;
  }

  /** @throws VllmFault */
  facts(): Promise<ServerFacts> {
    if (!this.#facts) {
      const asked = this.#ask();
      this.#facts = asked;
      asked.catch(() => this.#forget(asked));
    }
    return this.#facts;
  }

  forget(): void {
    this.#facts = undefined;
  }

  #forget(asked: Promise<ServerFacts>): void {
    if (this.#facts === asked) this.#facts = undefined;
  }

  async #ask(): Promise<ServerFacts> {
    await this.#client.health();
    const [version, models] = await Promise.all([this.#client.version(), this.#client.models()]);
    const { model } = this.#setup;
    const contextLength = models.get(model);
    if (contextLength === undefined) {
      const served = [...models.keys()].join(', ');
      const message = `The vLLM server serves ${served || 'nothing'}, and this bundle's model is ${model}`;
      throw new VllmFault(new WetreadError('bundle_mismatch', message), false);
    }
    await this.#probe();
    return { version, contextLength };
  }

  /** One token of one position, so that a server started without embeddings is found before a study is sent. */
  async #probe(): Promise<void> {
    const request: DecodeRequest = {
      embeddings: new Float32Array(this.#setup.width),
      sampling: { temperature: 0, topP: 1, repetitionPenalty: 1, seed: 0 },
      stop: [],
      maxNewTokens: 1,
      priority: 'routine',
    };
    try {
      const body = completionBody(this.#setup, request);
      for await (const _ of this.#client.complete(body, AbortSignal.timeout(PROBE_MS))) break;
    } catch (thrown) {
      if (!(thrown instanceof VllmFault) || thrown.error.retryable) throw thrown;
      const message = `The vLLM server takes no prompts of embeddings of width ${this.#setup.width}: ${thrown.message}`;
      throw new VllmFault(new WetreadError('decoder_unavailable', message, { cause: thrown, retryAfterS: 30 }), false);
    }
  }
}

const PROBE_MS = 30_000;
