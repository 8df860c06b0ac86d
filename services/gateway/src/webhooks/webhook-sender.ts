import type { StoredEvent } from '@wetread/contracts';
import { SpanKind, traceHeaders, withSpan } from '@wetread/telemetry';
import { type Agent, type Dispatcher, request } from 'undici';
import type { AddressRules } from '../domain/address-rules.ts';
import type { DeliveryAttempt, Verdict } from '../domain/delivery.ts';
import { signedHeaders } from '../domain/message.ts';
import { parseRetryAfter } from '../domain/schedule.ts';
import type { EgressProxy } from './egress-proxy.ts';
import { type ClientTls, type GuardedAgentOptions, guardedAgent } from './guarded-agent.ts';

export interface SenderOptions extends Pick<GuardedAgentOptions, 'lookup'> {
  readonly timeoutMs: number;
  readonly tls?: ClientTls | undefined;
  readonly proxy?: EgressProxy | undefined;
  /** Requests under way at once; each gets a socket, so that endpoints at one host do not wait for each other. */
  readonly concurrency: number;
}

export interface Target {
  readonly url: string;
  /** Each signs. */
  readonly secrets: readonly string[];
  /** Private ranges that this endpoint may be in, beside those of the installation. */
  readonly allowedRanges?: readonly string[] | undefined;
  readonly body: string;
}

const mostAgents = 100;
const snippetBytes = 500;
/** The status has decided by then; a body that trickles must not keep the place. */
const snippetMs = 1_000;

/** Sends one event once. Whatever happens is in the verdict; nothing is thrown. */
export class WebhookSender {
  readonly #rules: AddressRules;
  readonly #options: SenderOptions;
  /** By the ranges that they may connect to: a socket opened under one endpoint's ranges must not serve another. */
  readonly #agents = new Map<string, { readonly rules: AddressRules; readonly agent: Agent }>();

  constructor(rules: AddressRules, options: SenderOptions) {
    this.#rules = rules;
    this.#options = options;
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
    await Promise.all([...this.#agents.values()].map(({ agent }) => agent.destroy()));
    await this.#options.proxy?.close();
  }

  #wayFor(ranges: readonly string[] = []): { readonly rules: AddressRules; readonly agent: Agent } {
    const key = ranges.join();
    const known = this.#agents.get(key);
    if (known) return known;
    const rules = this.#rules.withPrivate(ranges);
    const made = { rules, agent: guardedAgent(rules, { ...this.#options, connections: this.#options.concurrency }) };
    this.#agents.set(key, made);
    for (const [oldest, { agent }] of this.#agents) {
      if (this.#agents.size <= mostAgents || oldest === '') continue;
      this.#agents.delete(oldest);
      // Ends once what is under way is done; nobody waits for it.
      agent.close().catch(() => undefined);
    }
    return made;
  }

  async #post({ url, secrets, body, allowedRanges }: Target, event: StoredEvent, at: Date): Promise<Answer> {
    const { rules, agent } = this.#wayFor(allowedRanges);
    const signal = AbortSignal.timeout(this.#options.timeoutMs);
    // Redirects are not followed: the address they lead to was never agreed on.
    const answer = await request(rules.checkUrl(url), {
      method: 'POST',
      dispatcher: agent,
      headers: { ...signedHeaders(event.id, body, secrets, at), ...traceHeaders() },
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
  if (code === 'PROXY_REFUSED') return { error: 'proxy_refused' };
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
