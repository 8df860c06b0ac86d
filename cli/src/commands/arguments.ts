import { InvalidArgumentError } from 'commander';

/** What stands on the command line, checked before anything is tried. Commander names the option in its message. */

export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It is a whole number from ${min} to ${max}.`);
  };

const above0 =
  (what: string) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isFinite(value) && value > 0) return value;
    throw new InvalidArgumentError(`It is ${what}.`);
  };

export const seconds = above0('a number of seconds');
export const positive = above0('a number above 0');

/** A point in time: RFC 3339, a day, or how long ago, such as 90m, 12h or 7d. */
export function time(text: string): string {
  const ago = /^(\d+)([smhd])$/.exec(text);
  const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[ago?.[2] ?? ''];
  const ms = unitMs === undefined ? Date.parse(text) : Date.now() - Number(ago?.[1]) * unitMs;
  if (Number.isFinite(ms)) return new Date(ms).toISOString();
  throw new InvalidArgumentError('It is a time such as 2026-03-01T21:00:00Z, 2026-03-01 or, for how long ago, 12h.');
}

/** As `time`, for what is to come: 90d is in ninety days. */
export function later(text: string): string {
  const ahead = /^(\d+)([smhd])$/.test(text);
  return ahead ? new Date(2 * Date.now() - Date.parse(time(text))).toISOString() : time(text);
}

/** Collects a repeated option. */
export const repeated = (text: string, before: readonly string[] = []): string[] => [...before, text];

/** A repeated option whose values are from a list. */
export const repeatedOf =
  (values: readonly string[]) =>
  (text: string, before?: readonly string[]): string[] => {
    if (values.includes(text)) return repeated(text, before);
    throw new InvalidArgumentError(`Allowed choices are ${values.join(', ')}.`);
  };

export function pair(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write it as key=value.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** How deliveries are signed: HMAC with a shared secret, Ed25519 with a public key. */
export const signatureKinds = ['v1', 'v1a'];

/** A time of day in which routine work runs, such as 22:00-06:30. */
export function window(text: string): { start: string; end: string } {
  const [, start, end] = /^(\d{2}:\d{2})-(\d{2}:\d{2})$/.exec(text) ?? [];
  if (start !== undefined && end !== undefined) return { start, end };
  throw new InvalidArgumentError('Write it as 22:00-06:30.');
}

export function day(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(Date.parse(text))) return text;
  throw new InvalidArgumentError('It is a date such as 2026-03-01.');
}
