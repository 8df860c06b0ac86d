import { WetreadError } from '@wetread/contracts';

/** FHIR's date search, R4 3.1.1.4.7: both the value asked for and the value found are spans of time. */

/** Milliseconds since 1970, from the first that belongs to it up to the first that does not. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

export const prefixes = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'] as const;
export type Prefix = (typeof prefixes)[number];

export interface DateTerm extends Span {
  readonly prefix: Prefix;
}

const form =
  /^(eq|ne|gt|lt|ge|le|sa|eb|ap)?(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/** @throws WetreadError invalid_request */
export function dateTerm(text: string): DateTerm {
  // In a form that was not encoded, `+` has become a space.
  const match = form.exec(text.replace(/ (\d\d:\d\d)$/, '+$1'));
  const span = match ? spanOfParts(match) : undefined;
  if (!span) throw new WetreadError('invalid_request', 'A date is [prefix]YYYY[-MM[-DD[Thh:mm[:ss][zone]]]].');
  return { prefix: (match?.[1] as Prefix | undefined) ?? 'eq', ...span };
}

/** Of a date, dateTime or instant in a resource. */
export function spanOf(value: string): Span {
  const { from, until } = dateTerm(value);
  return { from, until };
}

function spanOfParts(match: RegExpExecArray): Span | undefined {
  const [, , year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    match;
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${zone}`;
  const from = Date.parse(text);
  if (Number.isNaN(from) || !isDay(`${year}-${month}-${day}`)) return undefined;
  return { from, until: endOf(match, from) };
}

/** Date.parse takes 30 February for 2 March. */
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function endOf(match: RegExpExecArray, from: number): number {
  const [, , , month, day, hour, , second, fraction] = match;
  const end = new Date(from);
  if (month === undefined) end.setUTCFullYear(end.getUTCFullYear() + 1);
  else if (day === undefined) end.setUTCMonth(end.getUTCMonth() + 1);
  else if (hour === undefined) end.setUTCDate(end.getUTCDate() + 1);
  else return from + (second === undefined ? 60_000 : fraction === undefined ? 1_000 : 1);
  return end.getTime();
}

const contains = (outer: Span, inner: Span): boolean => inner.from >= outer.from && inner.until <= outer.until;
const overlaps = (a: Span, b: Span): boolean => a.from < b.until && b.from < a.until;

const tests: { readonly [P in Prefix]: (asked: Span, found: Span, now: number) => boolean } = {
  eq: contains,
  ne: (asked, found) => !contains(asked, found),
  gt: (asked, found) => found.until > asked.until,
  lt: (asked, found) => found.from < asked.from,
  ge: (asked, found) => found.until > asked.until || contains(asked, found),
  le: (asked, found) => found.from < asked.from || contains(asked, found),
  sa: (asked, found) => found.from >= asked.until,
  eb: (asked, found) => found.until <= asked.from,
  // A tenth of the distance from now, as the specification proposes.
  ap: (asked, found, now) => {
    const margin = Math.abs(now - asked.from) / 10;
    return overlaps({ from: asked.from - margin, until: asked.until + margin }, found);
  },
};

export const isInTerm = (term: DateTerm, found: Span, now = Date.now()): boolean =>
  tests[term.prefix](term, found, now);

/** Where values that a term can match begin: no narrower than it must be. `longest` is the longest span of a value. */
export function boundsOf({ prefix, from, until }: DateTerm, longest: number): { min: number; max: number } {
  if (prefix === 'eq') return { min: from, max: until };
  if (prefix === 'ge' || prefix === 'gt' || prefix === 'sa')
    return { min: from - longest, max: Number.POSITIVE_INFINITY };
  if (prefix === 'le' || prefix === 'lt' || prefix === 'eb') return { min: Number.NEGATIVE_INFINITY, max: until };
  return { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
}
