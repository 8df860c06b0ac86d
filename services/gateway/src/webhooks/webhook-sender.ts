import type { StoredEvent } from '@wetread/contracts';
import { SpanKind, traceHeaders, withSpan } from '@wetread/telemetry';
import { type Dispatcher, request } from 'undici';
import type { AddressRules } from '../domain/address-rules.ts';
import type { DeliveryAttempt, Verdict } from '../domain/delivery.ts';
import { signedHeaders } from '../domain/message.ts';
import { parseRetryAfter } from '../domain/schedule.ts';
import type { EgressProxy } from './egress-proxy.ts';
import type { ClientTls, GuardedAgentOptions } from './guarded-agent.ts';
import { GuardedWays } from './guarded-ways.ts';
import { type RequestFailure, toFailure } from './request-failure.ts';

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

const snippetBytes = 500;
/** The status has decided by then; a body that trickles must not keep the place. */
const snippetMs = 1_000;

/** Sends one event once. Whatever happens is in the verdict; nothing is thrown. */
export class WebhookSender {
  readonly #options: SenderOptions;
  readonly #ways: GuardedWays;

  constructor(rules: AddressRules, options: SenderOptions) {
    this.#options = options;
    this.#ways = new GuardedWays(rules, { ...options, connections: options.concurrency });
  }

  send(target: Target, event: StoredEvent): Promise<Verdict> {
    const attributes = { 'wetread.event': event.id, 'wetread.event_type': event.type };
    return withSpan('webhook attempt', { kind: SpanKind.CLIENT, attributes }, async (span) => {
      const at = new Date();
      const answer: Answer = await this.#post(target, event, at).catch(toFailure);
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
    await this.#ways.close();
    await this.#options.proxy?.close();
  }

  async #post({ url, secrets, body, allowedRanges }: Target, event: StoredEvent, at: Date): Promise<Answer> {
    const way = this.#ways.for(allowedRanges);
    return within(this.#options.timeoutMs, async (signal) => {
      // Redirects are not followed: the address they lead to was never agreed on.
      const answer = await request(way.checkUrl(url), {
        method: 'POST',
        dispatcher: way.agent,
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
    });
  }
}

/** Unlike `AbortSignal.timeout` it leaves no timer behind: of a thousand requests a second there would be 20,000. */
async function within<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const late = setTimeout(() => controller.abort(new DOMException('No answer in time.', 'TimeoutError')), timeoutMs);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(late);
  }
}

interface Answer extends Partial<RequestFailure> {
  readonly status?: number;
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

/** The beginning of the answer as text, read for a moment only. */
export async function snippetOf(body: Dispatcher.ResponseData['body']): Promise<string> {
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

export const first = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;
