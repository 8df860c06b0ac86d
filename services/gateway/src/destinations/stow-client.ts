import { createHash } from 'node:crypto';
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import { z } from 'zod';
import { parseRetryAfter } from '../domain/schedule.ts';
import { hexOf, type StoreOutcome, storeOutcome } from '../domain/store-status.ts';
import type { GuardedWays } from '../webhooks/guarded-ways.ts';
import { first, snippetOf } from '../webhooks/webhook-sender.ts';
import type { SummaryReport } from './summary-reports.ts';

export interface StowTarget {
  readonly url: string;
  readonly authorization?: string | undefined;
  readonly allowedRanges?: readonly string[] | undefined;
}

export interface StowAnswer extends StoreOutcome {
  readonly status: number;
  /** Failure reason or warning of the instance, four hexadecimal digits. */
  readonly dimse?: string;
  /** The beginning of an answer that says no more. */
  readonly response?: string;
  readonly retryAfterMs?: number;
}

const FAILED_SOPS = '00081198';
const FAILURE_REASON = '00081197';
const STORED_SOPS = '00081199';
const WARNING_REASON = '00081196';
const maxAnswerBytes = 1_000_000;

const number = z.object({ Value: z.array(z.number()).min(1) });
const items = z.object({
  Value: z
    .array(z.looseObject({ [FAILURE_REASON]: number.optional(), [WARNING_REASON]: number.optional() }))
    .optional(),
});
const storeResult = z.looseObject({ [FAILED_SOPS]: items.optional(), [STORED_SOPS]: items.optional() });

/** A PACS that takes nothing now, from anybody or from us; all other failures are about what was sent. */
const downStatuses: ReadonlySet<number> = new Set([401, 403, 404, 408, 429, 500, 502, 503, 504]);
/** By which this object cannot come in at all. */
const refusedStatuses: ReadonlySet<number> = new Set([400, 406, 413, 415, 422]);

/** STOW-RS, PS3.18 10.5: stores one instance. */
export class StowClient {
  readonly #ways: GuardedWays;
  readonly #timeoutMs: number;

  constructor(ways: GuardedWays, timeoutMs: number) {
    this.#ways = ways;
    this.#timeoutMs = timeoutMs;
  }

  /** @throws WetreadError address_refused, and the errors of undici */
  async store(target: StowTarget, report: SummaryReport): Promise<StowAnswer> {
    const boundary = createHash('sha256').update(report.file).digest('hex').slice(0, 32);
    const body = Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
      report.file,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const type = `multipart/related; type="application/dicom"; boundary=${boundary}`;
    const answer = await this.#request(target, { method: 'POST', body, headers: { 'content-type': type } });
    return judge(answer.statusCode, await this.#told(answer), parseRetryAfter(first(answer.headers['retry-after'])));
  }

  /** Asks for one study, as a viewer would. @returns the HTTP status */
  async probe(target: StowTarget): Promise<number> {
    const { statusCode, body } = await this.#request(target, { method: 'GET', headers: {}, query: { limit: '1' } });
    await snippetOf(body);
    return statusCode;
  }

  #request(target: StowTarget, options: Partial<Dispatcher.RequestOptions> & { method: 'GET' | 'POST' }) {
    const { rules, agent } = this.#ways.for(target.allowedRanges ?? []);
    const { authorization } = target;
    const headers = { ...options.headers, accept: 'application/dicom+json', ...(authorization && { authorization }) };
    const signal = AbortSignal.timeout(this.#timeoutMs);
    // Redirects are not followed: the address they lead to was never agreed on.
    return request(rules.checkUrl(target.url), { ...options, headers, dispatcher: agent, signal });
  }

  async #told({ body, headers }: Dispatcher.ResponseData): Promise<Told> {
    const json = /json/.test(first(headers['content-type']) ?? '');
    if (!json) return { text: await snippetOf(body) };
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body) {
      size += (chunk as Buffer).length;
      if (size > maxAnswerBytes) break;
      chunks.push(chunk as Buffer);
    }
    const parsed = storeResult.safeParse(parseJson(Buffer.concat(chunks).toString('utf8')));
    return parsed.success ? { result: parsed.data } : {};
  }
}

interface Told {
  readonly result?: z.infer<typeof storeResult>;
  readonly text?: string;
}

function judge(status: number, { result, text }: Told, retryAfterMs: number | undefined): StowAnswer {
  const failed = result?.[FAILED_SOPS]?.Value?.[0];
  const reason = failed?.[FAILURE_REASON]?.Value[0];
  const warning = result?.[STORED_SOPS]?.Value?.[0]?.[WARNING_REASON]?.Value[0];
  const more = {
    status,
    ...(text && { response: text }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  if (reason !== undefined) return { ...more, ...storeOutcome(reason), dimse: hexOf(reason) };
  // 202 and 409 with a failure that has no reason, too.
  if (failed || status === 409) return { ...more, outcome: 'failed', error: 'processing_failed' };
  if (status >= 200 && status < 300) {
    return { ...more, outcome: 'delivered', ...(warning !== undefined && { dimse: hexOf(warning) }) };
  }
  if (refusedStatuses.has(status)) return { ...more, outcome: 'refused', error: 'request_refused' };
  const error = status >= 300 && status < 400 ? 'redirect_refused' : 'status_not_2xx';
  return { ...more, outcome: 'failed', error, down: downStatuses.has(status) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
