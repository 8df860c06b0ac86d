import type { StoredEvent } from '@wetread/contracts';
import { signatureOf } from './signing-key.ts';

/** Standard Webhooks asks for bodies under 20 kB. */
const maxBodyBytes = 19_000;

/** What a full payload adds to the event of a summary. */
export interface SummaryText {
  readonly text: string;
  readonly findings: string;
  readonly impression: string;
  /** What the text is and is not (I7). */
  readonly notice: string;
}

/**
 * The body of an event: the same bytes at every attempt, because they are signed and receivers may compare them.
 *
 * @param originalStudy what its sender calls a de-identified study
 * @param summary for a full payload; where the body would get too long it stays away, and `summaryOmitted` says so (I8)
 */
export function bodyOf(told: StoredEvent, summary?: SummaryText, originalStudy?: string): string {
  const event = originalStudy === undefined ? told : { ...told, data: { ...told.data, originalStudy } };
  if (!summary) return fitting(event);
  const full = encode(event, { ...event.data, summary });
  return fits(full) ? full : fitting({ ...event, data: { ...event.data, summaryOmitted: 'too_large' } });
}

function fitting(event: StoredEvent): string {
  const body = encode(event, event.data);
  return fits(body) ? body : shortened(event);
}

/** A refused study may have thousands of refusals; those left out are counted, and the API has them all (I8). */
function shortened(event: StoredEvent): string {
  const { refusals, ...rest } = event.data;
  const list = Array.isArray(refusals) ? refusals : [];
  const withFirst = (count: number) =>
    encode(event, { ...rest, refusals: list.slice(0, count), refusalsOmitted: list.length - count });
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(withFirst(middle))) low = middle;
    else high = middle - 1;
  }
  return withFirst(low);
}

const fits = (body: string): boolean => Buffer.byteLength(body) <= maxBodyBytes;

const encode = ({ type, timestamp }: StoredEvent, data: unknown): string => JSON.stringify({ type, timestamp, data });

/**
 * @param secrets each signs, so that during a rotation a receiver may know either
 * @param at moment of the attempt: receivers refuse old timestamps, so each attempt is signed anew
 */
export function signedHeaders(id: string, body: string, secrets: readonly string[], at: Date): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'Wetread-Webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => signatureOf(secret, id, at, body)).join(' '),
  };
}
