import type { Pseudonyms } from './pseudonyms.ts';

/** Stands where a value must be, and the profile lets none through. */
const REMOVED = 'REMOVED';

const dummies: Readonly<Record<string, string>> = {
  AS: '000Y',
  DA: '19000101',
  DT: '19000101000000',
  TM: '000000',
  DS: '0',
  IS: '0',
};
const texts: ReadonlySet<string> = new Set(['AE', 'CS', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UR', 'UT']);
const numberBytes: Readonly<Record<string, number>> = {
  ...{ AT: 4, FD: 8, FL: 4, SL: 4, SS: 2, SV: 8, UL: 4, US: 2, UV: 8 },
  ...{ OB: 2, OD: 8, OF: 4, OL: 4, OV: 8, OW: 2, UN: 2 },
};

export const isText = (vr: string): boolean => texts.has(vr);

/** Valid in its value representation, and the same for everybody. */
export function dummyOf(vr: string): Buffer {
  if (texts.has(vr)) return padded(REMOVED, vr);
  const text = dummies[vr];
  return text === undefined ? Buffer.alloc(numberBytes[vr] ?? 0) : padded(text, vr);
}

/** PS3.5 6.2: values have even lengths. */
export function padded(text: string, vr: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length % 2 === 0) return bytes;
  return Buffer.concat([bytes, Buffer.from(vr === 'UI' ? '\0' : ' ')]);
}

export function mappedUids(value: Buffer, pseudonyms: Pseudonyms): Buffer {
  const uids = parts(value).map((uid) => (uid === '' ? uid : pseudonyms.uid(uid)));
  return padded(uids.join('\\'), 'UI');
}

/** Each date moved `days` back; what is no whole date goes, for it could not be moved. */
export function shiftedDates(value: Buffer, vr: 'DA' | 'DT', days: number): Buffer {
  const form = vr === 'DA' ? /^(\d{4})\.?(\d{2})\.?(\d{2})()$/ : /^(\d{4})(\d{2})(\d{2})([\d.+-]*)$/;
  const moved = parts(value).map((part) => {
    const [, year, month, day, rest = ''] = form.exec(part) ?? [];
    const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) - days));
    return Number.isNaN(date.getTime()) ? '' : `${date.toISOString().slice(0, 10).replaceAll('-', '')}${rest}`;
  });
  return padded(moved.join('\\'), vr);
}

/** Words that only ever say how a radiograph was made. Names of people and places are no such words. */
const radiographWords: ReadonlySet<string> = new Set(
  `ABDOMEN ADULT AND ANTERIOR AP APICAL BEDSIDE BILATERAL CHEST CHILD CLAVICLE COMPUTED CR DECUBITUS DETECTOR DIGITAL DX ERECT
  EXAM EXPIRATION EXPOSURE FRONTAL GRID HIGH IMAGE INSPIRATION KV LAT LATERAL LEFT LL LORDOTIC LOW LUNG LUNGS MOBILE OBLIQUE
  ONE OR PA PEDIATRIC PORTABLE POSTERIOR PROCESSED RADIOGRAPH RADIOGRAPHY RAW RIBS RIGHT RL ROUTINE SCREENING SEMI SITTING
  STANDARD STANDING STERNUM STUDY SUPINE THORAX THORACIC TWO UPRIGHT VIEW VIEWS WALL WITH WITHOUT XR XRAY X RAY 1 2 3`.split(
    /\s+/,
  ),
);

/** PS3.15 E.3.5 as far as a machine can vouch for it: of a description, the words of a closed list. */
export function cleanedText(value: Buffer, vr: string): Buffer {
  const cleaned = parts(value).map((part) => {
    const words = part.toUpperCase().split(/[^\p{L}\p{N}]+/u);
    return words.filter((word) => radiographWords.has(word)).join(' ');
  });
  return padded(cleaned.join(multiple.has(vr) ? '\\' : ' ').trim(), vr);
}
const multiple: ReadonlySet<string> = new Set(['LO', 'SH', 'UC', 'CS', 'PN']);

const parts = (value: Buffer): string[] =>
  value
    .toString('utf8')
    .replace(/[\0 ]+$/, '')
    .split('\\')
    .map((part) => part.trim());
