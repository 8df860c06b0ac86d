import type { StoredEvent } from '@wetread/contracts';
import { Webhook } from 'standardwebhooks';

/** Standard Webhooks asks for bodies under 20 kB. */
const maxBodyBytes = 19_000;

/** The body of an event: the same bytes at every attempt, because they are signed and receivers may compare them. */
export function bodyOf(event: StoredEvent): string {
  const full = encode(event, event.data);
  return Buffer.byteLength(full) <= maxBodyBytes ? full : shortened(event);
}

/** A refused study may have thousands of refusals; those left out are counted, and the API has them all (I8). */
function shortened(event: StoredEvent): string {
  const { refusals, ...rest } = event.data;
  const list = Array.isArray(refusals) ? refusals : [];
  const fits = (count: number) => Buffer.byteLength(withFirst(count)) <= maxBodyBytes;
  const withFirst = (count: number) =>
    encode(event, { ...rest, refusals: list.slice(0, count), refusalsOmitted: list.length - count });
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return withFirst(low);
}

const encode = ({ type, timestamp }: StoredEvent, data: unknown): string => JSON.stringify({ type, timestamp, data });

/** @param at moment of the attempt: receivers refuse old timestamps, so each attempt is signed anew */
export function signedHeaders(id: string, body: string, secret: string, at: Date): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'Wetread-Webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}
