import { studyUid } from '@wetread/contracts';

/**
 * Logical ids, at most 64 letters, digits, `-` and `.`. Reports and imaging studies have the study's UID, which may have 64
 * characters already; what else there is of a study has its UID in base 36 behind a word that says what it is.
 */

const digits = '0123456789.';

/** The same UID always gives the same text, of at most 43 characters. */
export function shortUid(uid: string): string {
  // The leading 1 keeps zeros in front.
  let number = 1n;
  for (const character of uid) number = number * 11n + BigInt(digits.indexOf(character));
  return number.toString(36);
}

/** @returns undefined where the text stands for no UID */
export function longUid(text: string): string | undefined {
  if (!/^[0-9a-z]{1,44}$/.test(text)) return undefined;
  let number = [...text].reduce((sum, character) => sum * 36n + BigInt(Number.parseInt(character, 36)), 0n);
  let uid = '';
  for (; number > 1n; number /= 11n) uid = digits[Number(number % 11n)] + uid;
  return studyUid.safeParse(uid).success ? uid : undefined;
}

export const idOf = (what: string, study: string, more = ''): string => `${what}-${shortUid(study)}${more}`;

/** The study that a resource of this id belongs to. @returns undefined where the id cannot be one of ours */
export function studyOfId(id: string): string | undefined {
  if (studyUid.safeParse(id).success) return id;
  const [, short] = /^[a-z]+-([0-9a-z]+)(?:-[0-9a-f]+)?$/.exec(id) ?? [];
  return short === undefined ? undefined : longUid(short);
}

/** The Device of a model bundle. */
export const deviceId = (bundleDigest: string): string => `bundle-${bundleDigest.slice(0, 32)}`;
