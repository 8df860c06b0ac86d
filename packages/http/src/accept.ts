import type { FastifyRequest } from 'fastify';
import { type HeaderValue, parseHeaderValue } from './header-values.ts';

/** What an answer may be: a media type and, where it has them, the parameters that tell two of it apart. */
export interface Offer {
  readonly mediaType: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

interface MediaRange extends HeaderValue {
  readonly q: number;
  /** Place in the list. */
  readonly at: number;
}

/** Parameters that narrow a range; others, `charset` say, are not for us to refuse by. */
const telling = ['type', 'transfer-syntax'];

/**
 * The offer that a caller likes best, RFC 9110 12.5.1: by weight, then by its own order, then by ours. A caller who names
 * nothing takes the first. The most specific range that covers an offer decides its weight; 0 refuses it.
 */
export function chooseOffer<O extends Offer>(accept: string | undefined, offers: readonly O[]): O | undefined {
  const ranges = rangesOf(accept ?? '');
  if (ranges.length === 0) return offers[0];
  let best: { offer: O; range: MediaRange } | undefined;
  for (const offer of offers) {
    const range = ranges.filter((one) => covers(one, offer)).sort(moreSpecific)[0];
    if (!range || range.q === 0) continue;
    if (!best || range.q > best.range.q || (range.q === best.range.q && range.at < best.range.at)) {
      best = { offer, range };
    }
  }
  return best?.offer;
}

/** PS3.18 8.3.3.1: a browser cannot set the header, so the query parameter `accept` goes before it. */
export function acceptOf(request: FastifyRequest): string | undefined {
  const asked = new URL(request.raw.url ?? '/', 'http://localhost').searchParams.get('accept');
  // In a query that was not encoded, `+` has become a space.
  return asked?.replace(/(?<=\w) (?=\w)/g, '+') ?? request.headers.accept;
}

/** Commas part ranges, but not inside quotes. */
function rangesOf(accept: string): MediaRange[] {
  const parts = accept.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g) ?? [];
  return parts
    .map((part, at) => ({ ...parseHeaderValue(part), at }))
    .filter(({ value }) => value !== '')
    .map((range) => ({ ...range, q: weightOf(range) }));
}

function weightOf({ parameters }: HeaderValue): number {
  const q = Number(parameters.get('q') ?? 1);
  return q >= 0 && q <= 1 ? q : 1;
}

function covers({ value, parameters }: MediaRange, { mediaType, parameters: own = {} }: Offer): boolean {
  if (!matches(value, mediaType)) return false;
  return telling.every((name) => {
    const wanted = parameters.get(name);
    return wanted === undefined || (own[name] !== undefined && matches(wanted.toLowerCase(), own[name]));
  });
}

/** `*`, `image/*`, or the same. */
const matches = (range: string, value: string): boolean =>
  range === '*' || range === '*/*' || range === value || (range.endsWith('/*') && value.startsWith(range.slice(0, -1)));

const moreSpecific = (a: MediaRange, b: MediaRange): number => specificity(b) - specificity(a) || a.at - b.at;

function specificity({ value, parameters }: MediaRange): number {
  const named = telling.filter((name) => parameters.has(name)).length;
  return (value === '*/*' ? 0 : value.endsWith('/*') ? 1 : 2) * 10 + named;
}
