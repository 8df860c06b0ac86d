import { WetreadError } from '@wetread/contracts';

/** No part starts with a dot, so `.` and `..` are refused, and hidden names stay free for the stores themselves. */
const PART = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}$/;
const MAX_KEY = 900;

export const isKey = (text: string): boolean =>
  text.length <= MAX_KEY && text.split('/').every((part) => PART.test(part));

export function checkKey(key: string): void {
  if (isKey(key)) return;
  throw refused('An object key', key);
}

/** A prefix may end inside a part, or behind a slash, or be empty. */
export function checkPrefix(prefix: string): void {
  const folders = prefix.split('/');
  const rest = folders.pop() ?? '';
  if (prefix.length <= MAX_KEY && folders.every((part) => PART.test(part)) && (rest === '' || PART.test(rest))) return;
  throw refused('A prefix', prefix);
}

/** A cursor is only compared. `~`, which sorts behind every key character, may be used to skip a folder. */
export function checkCursor(cursor: string): void {
  if (cursor.length <= MAX_KEY + 1 && /^[A-Za-z0-9._/~-]*$/.test(cursor)) return;
  throw refused('A list cursor', cursor);
}

// Keys hold identifiers of studies; a refused one is not repeated in a message that is logged.
const refused = (what: string, text: string): WetreadError =>
  new WetreadError(
    'invalid_request',
    `${what} must be parts of letters, digits and "._-" with "/" between, none starting with a dot; got ${text.length} characters that are not.`,
  );
