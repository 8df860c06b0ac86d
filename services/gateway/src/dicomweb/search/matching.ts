import type { DicomJson, JsonElement } from '@wetread/dicom';
import type { Condition } from './query.ts';

/** The matching of PS3.4 C.2.2.2: single value, list of UIDs, range of dates and times, wildcards. */

export const matchesAll = (dataset: DicomJson, conditions: readonly Condition[]): boolean =>
  conditions.every((condition) => matches(dataset, condition.path, condition));

function matches(dataset: DicomJson, [tag = '', ...inside]: readonly string[], condition: Condition): boolean {
  const element = dataset[tag];
  if (inside.length === 0) return textsOf(element).some((text) => matchesText(text, condition));
  return (element?.Value ?? []).some((item) => matches(item as DicomJson, inside, condition));
}

/** Every value as text; of a name each of its groups. What is absent or empty matches nothing but `*`. */
function textsOf(element: JsonElement | undefined): string[] {
  const values = (element?.Value ?? []).filter((value) => value !== null);
  if (values.length === 0) return [''];
  if (element?.vr === 'PN') return values.flatMap((name) => Object.values(name as Record<string, string>));
  return values.map(String);
}

const wild: ReadonlySet<string> = new Set(['AE', 'CS', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UR', 'UT']);
const numbers: ReadonlySet<string> = new Set(['DS', 'FD', 'FL', 'IS', 'SL', 'SS', 'UL', 'US']);

function matchesText(text: string, { vr, value }: Condition): boolean {
  if (vr === 'UI') return value.split(/[\\,]/).includes(text);
  if (vr === 'DA' || vr === 'TM') return within(text, value);
  if (numbers.has(vr)) return text !== '' && Number(text) === Number(value);
  if (vr === 'CS') return value.split(/[\\,]/).some((one) => glob(one, text));
  if (vr === 'PN') return sameName(value, text);
  return wild.has(vr) ? glob(value, text) : text === value;
}

/** Of names the standard leaves case to the server; one without its empty last components is the same. */
function sameName(value: string, text: string): boolean {
  const [pattern, name] = [value.toLowerCase(), text.toLowerCase()];
  return glob(pattern, name) || glob(pattern, name.replace(/\^+$/, ''));
}

/** `a`, `a-b`, `a-` or `-b`, ends included; a time of which less is said stands for all of it. */
function within(text: string, value: string): boolean {
  const [from, to = from] = value.split('-').map((end) => end.replace(/[:. ]/g, ''));
  const here = text.replace(/[:. ]/g, '').padEnd(14, '0');
  return text !== '' && here >= (from ?? '').padEnd(14, '0') && here <= (to ?? '').padEnd(14, '9');
}

/** `*` stands for any characters, `?` for one. In a single pass with one way back, so no pattern can cost more than its length. */
function glob(pattern: string, text: string): boolean {
  let [at, place, star, mark] = [0, 0, -1, 0];
  while (at < text.length) {
    if (pattern[place] === '*') [star, mark, place] = [place, at, place + 1];
    else if (pattern[place] === '?' || pattern[place] === text[at]) [at, place] = [at + 1, place + 1];
    else if (star >= 0) [at, mark, place] = [mark + 1, mark + 1, star + 1];
    else return false;
  }
  return /^\**$/.test(pattern.slice(place));
}
