import { createParser } from 'eventsource-parser';
import { Pool } from 'undici';
import type { z } from 'zod';
import { type Choice, DONE, eventSchema, modelsSchema, versionSchema } from './completion.ts';
import { connectionFault, gone, statusFault } from './faults.ts';

export interface VllmAddress {
  /** Such as `http://127.0.0.1:8000`; a path before `/v1` is kept. */
  readonly url: string;
  readonly apiKey?: string;
  /** Milliseconds that the server may be silent: before its first word, and between two. */
  readonly silenceMs: number;
  /** Requests at one time. */
  readonly connections: number;
}

const CONNECT_MS = 2_000;
const CHECK_MS = 2_000;
/** An event is a token or the ids of a prompt; more than this is no answer of vLLM's. */
const MAX_EVENT_CHARS = 4 * 2 ** 20;
const MAX_REFUSAL_CHARS = 64 * 2 ** 10;

/** HTTP to one vLLM server. Everything that fails is a `VllmFault`. */
export class VllmClient {
  readonly #pool: Pool;
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ url, apiKey, silenceMs, connections }: VllmAddress) {
    const { origin, pathname } = new URL(url);
    this.#base = pathname.replace(/\/+$/, '');
    this.#headers = { ...(apiKey && { authorization: `Bearer ${apiKey}` }) };
    this.#pool = new Pool(origin, {
      // Two more, so that checks pass when all others are in use.
      connections: connections + 2,
      connect: { timeout: CONNECT_MS },
      headersTimeout: silenceMs,
      bodyTimeout: silenceMs,
    });
  }

  /** Choices of the stream as they come; leaving the loop or aborting closes the connection, at which vLLM stops too. */
  async *complete(body: string, signal: AbortSignal): AsyncGenerator<Choice> {
    const stream = await this.#request('POST', '/v1/completions', { body, signal });
    try {
      yield* choicesOf(stream);
    } catch (thrown) {
      throw connectionFault(thrown);
    } finally {
      stream.destroy();
    }
  }

  async health(): Promise<void> {
    const stream = await this.#request('GET', '/health', { signal: AbortSignal.timeout(CHECK_MS) });
    await stream.dump();
  }

  /** @returns the longest context of each model served, where the server tells it */
  async models(): Promise<Map<string, number>> {
    const { data } = await this.#json('/v1/models', modelsSchema);
    return new Map(data.map(({ id, max_model_len }) => [id, max_model_len ?? Number.POSITIVE_INFINITY]));
  }

  async version(): Promise<string> {
    return (await this.#json('/version', versionSchema)).version;
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  async #json<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const stream = await this.#request('GET', path, { signal: AbortSignal.timeout(CHECK_MS) });
    try {
      return schema.parse(await stream.json());
    } catch (thrown) {
      throw gone(`does not answer ${path} as vLLM does`, thrown);
    }
  }

  async #request(method: 'GET' | 'POST', path: string, { body, signal }: { body?: string; signal: AbortSignal }) {
    const headers = { ...this.#headers, ...(body !== undefined && { 'content-type': 'application/json' }) };
    try {
      const options = { method, path: this.#base + path, headers, body: body ?? null, signal };
      const response = await this.#pool.request(options);
      if (response.statusCode === 200) return response.body;
      const text = await response.body.text();
      throw statusFault(response.statusCode, text.slice(0, MAX_REFUSAL_CHARS));
    } catch (thrown) {
      throw connectionFault(thrown);
    }
  }
}

/** @throws VllmFault where the stream ends before its end, fails, or is no stream of vLLM's */
async function* choicesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Choice> {
  const events: string[] = [];
  let broken = false;
  const parser = createParser({
    onEvent: ({ data }) => events.push(data),
    onError: () => {
      broken = true;
    },
    maxBufferSize: MAX_EVENT_CHARS,
  });
  const text = new TextDecoder();
  for await (const bytes of stream) {
    parser.feed(text.decode(bytes, { stream: true }));
    if (broken) throw gone('sends what is no event stream');
    for (const data of events.splice(0)) {
      if (data === DONE) return;
      yield* choicesOfEvent(data);
    }
  }
  throw gone('cut the stream');
}

function choicesOfEvent(data: string): readonly Choice[] {
  let event: z.infer<typeof eventSchema>;
  try {
    event = eventSchema.parse(JSON.parse(data));
  } catch (thrown) {
    throw gone('sends events that are not those of vLLM', thrown);
  }
  if ('choices' in event) return event.choices;
  const code = Number(event.error.code ?? 500);
  throw code >= 400 && code < 500 ? statusFault(code, data) : gone(`failed in mid answer (${code})`);
}
