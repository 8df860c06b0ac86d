import { WetreadError } from '@wetread/contracts';

const part = /^[A-Za-z0-9._-]+$/;

/** @throws WetreadError invalid_request for what is not a key: a traversal, an empty part, a foreign character */
export function checkKey(key: string): void {
  if (key.length > 900 || !key.split('/').every(isPart)) throw refused(key);
}

/** As `checkKey`, and the last part may be unfinished. */
export function checkPrefix(prefix: string): void {
  const parts = prefix.split('/');
  const last = parts.pop() ?? '';
  if (!parts.every(isPart) || !/^[A-Za-z0-9._-]*$/.test(last) || last === '..') throw refused(prefix);
}

const isPart = (text: string): boolean => part.test(text) && text !== '.' && text !== '..';

const refused = (key: string) => new WetreadError('invalid_request', `${JSON.stringify(key)} is not a storage key.`);
