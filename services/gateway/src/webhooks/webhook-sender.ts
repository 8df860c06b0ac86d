import type { StoredEvent } from '@wetread/contracts';
import { SpanKind, traceHeaders, withSpan } from '@wetread/telemetry';
import { type Dispatcher, request } from 'undici';
import type { AddressRules } from '../domain/address-rules.ts';
import type { DeliveryAttempt, Verdict } from '../domain/delivery.ts';
import { bodyOf, signedHeaders } from '../domain/message.ts';
import { parseRetryAfter } from '../domain/schedule.ts';
import { guardedAgent } from './guarded-agent.ts';

export interface SenderOptions {
  readonly timeoutMs: number;
  /** Requests under way at once; each gets a socket, so that endpoints at one host do not wait for each other. */
  readonly concurrency: number;
}

export interface Target {
  readonly url: string;
  readonly secret: string;
}

const snippetBytes = 500;
/** The status has decided by then; a body that trickles must not keep the place. */
const snippetMs = 1_000;

/** Sends one event once. Whatever happens is in the verdict; nothing is thrown. */
export class WebhookSender {
  readonly #rules: AddressRules;
  readonly #agent: Dispatcher;
  readonly #timeoutMs: number;

  constructor(rules: AddressRules, { timeoutMs, concurrency }: SenderOptions) {
    this.#rules = rules;
    this.#agent = guardedAgent(rules, { connections: concurrency, timeoutMs });
    this.#timeoutMs = timeoutMs;
  }

  send(target: Target, event: StoredEvent): Promise<Verdict> {
    const attributes = { 'wetread.event': event.id, 'wetread.event_type': event.type };
    return withSpan('webhook attempt', { kind: SpanKind.CLIENT, attributes }, async (span) => {
      const at = new Date();
      const answer = await this.#post(target, event, at).catch(toFailure);
      const { status, error, response } = answer;
      if (status !== undefined) span.setAttribute('http.response.status_code', status);
      const attempt: DeliveryAttempt = {
        at: at.toISOString(),
        durationMs: Date.now() - at.getTime(),
        ...(status !== undefined && { status }),
        ...(error && { error }),
        ...(response && { response }),
      };
      return { attempt, outcome: outcomeOf(status), ...(answer.retryAfterMs && { retryAfterMs: answer.retryAfterMs }) };
    });
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #post({ url, secret }: Target, event: StoredEvent, at: Date): Promise<Answer> {
    const body = bodyOf(event);
    const signal = AbortSignal.timeout(this.#timeoutMs);
    // Redirects are not followed: the address they lead to was never agreed on.
    const answer = await request(this.#rules.checkUrl(url), {
      method: 'POST',
      dispatcher: this.#agent,
      headers: { ...signedHeaders(event.id, body, secret, at), ...traceHeaders() },
      body,
      signal,
    });
    const { statusCode: status } = answer;
    const retryAfterMs = parseRetryAfter(first(answer.headers['retry-after']));
    return {
      status,
      response: await snippetOf(answer.body),
      ...(outcomeOf(status) !== 'delivered' && { error: errorOfStatus(status) }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  }
}

interface Answer {
  readonly status?: number;
  readonly error?: string;
  readonly response?: string;
  readonly retryAfterMs?: number;
}

/** Only 2xx is success; 410 says that the receiver wants no more. */
function outcomeOf(status: number | undefined): Verdict['outcome'] {
  if (status === undefined) return 'failed';
  if (status >= 200 && status < 300) return 'delivered';
  return status === 410 ? 'gone' : 'failed';
}

function errorOfStatus(status: number): string {
  if (status === 410) return 'gone';
  return status >= 300 && status < 400 ? 'redirect_refused' : 'status_not_2xx';
}

/** The codes that the delivery log shows for a request without an answer. */
function toFailure(thrown: unknown): Answer {
  const { code, name } = thrown as { code?: unknown; name?: unknown };
  if (code === 'address_refused') return { error: code };
  if (name === 'TimeoutError' || code === 'UND_ERR_CONNECT_TIMEOUT') return { error: 'timeout' };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { error: 'name_not_resolved' };
  if (code === 'ECONNREFUSED') return { error: 'connection_refused' };
  if (typeof code === 'string' && /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code)) return { error: 'tls_failed' };
  return { error: 'connection_failed' };
}

/** The beginning of the answer as text, read for a moment only. */
async function snippetOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const late = setTimeout(() => body.destroy(), snippetMs);
  try {
    for await (const chunk of body) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size >= snippetBytes) break;
    }
  } catch {
    // What came until then is the snippet.
  } finally {
    clearTimeout(late);
  }
  const text = Buffer.concat(chunks).subarray(0, snippetBytes).toString('utf8');
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
