import { WetreadError } from '@wetread/contracts';
import { attributeOf } from '@wetread/dicom';
import { type Level, ownTags } from './attributes.ts';

/** One attribute that hits must match; of a sequence, one inside it. */
export interface Condition {
  /** Tags from the dataset inwards. */
  readonly path: readonly string[];
  readonly vr: string;
  /** Never empty. */
  readonly value: string;
}

export interface SearchQuery {
  readonly level: Level;
  /** What the path says already stands among the conditions. */
  readonly conditions: readonly Condition[];
  /** Tags to include beside those that are always there. */
  readonly include: readonly string[] | 'all';
  readonly limit: number;
  readonly offset: number;
  readonly warnings: readonly string[];
}

export const maxHits = 200;
const defaultHits = 100;
/** Those of content negotiation, which are read elsewhere. */
const others: ReadonlySet<string> = new Set(['accept', 'charset']);

/**
 * The parameters of a search, PS3.18 8.3.4. Attributes are named by keyword or tag, those inside sequences with dots
 * between. A key that cannot be matched is refused, for leaving it out would find other patients' studies.
 *
 * @param fixed what the path names, by keyword
 * @throws WetreadError invalid_request; values are not repeated, for they may name a patient
 */
export function parseQuery(
  level: Level,
  pairs: Iterable<readonly [string, string]>,
  fixed: Readonly<Record<string, string>> = {},
): SearchQuery {
  const conditions = Object.entries(fixed).map(([name, value]) => ({ ...attribute(level, name), value }));
  const include: string[] = [];
  const warnings: string[] = [];
  let [all, limit, offset] = [false, defaultHits, 0];
  for (const [name, value] of pairs) {
    if (name === 'limit') limit = count(name, value);
    else if (name === 'offset') offset = count(name, value);
    else if (name === 'fuzzymatching') {
      if (value === 'true')
        warnings.push('The fuzzymatching parameter is not supported. Only literal matching has been performed.');
    } else if (name === 'includefield') {
      for (const field of value.split(',')) {
        if (field === 'all') all = true;
        else include.push(included(field));
      }
    } else if (!others.has(name)) {
      const { path, vr } = attribute(level, name);
      // An empty value matches everything and asks for the attribute, PS3.4 C.2.2.2.3.
      include.push(path[0] as string);
      if (value !== '') conditions.push({ path, vr, value });
    }
  }
  return { level, conditions, include: all ? 'all' : include, limit: Math.min(limit, maxHits), offset, warnings };
}

function attribute(level: Level, name: string): Pick<Condition, 'path' | 'vr'> {
  const parts = name.split('.').map(attributeOf);
  const [outer, last] = [parts[0], parts.at(-1)];
  if (!outer || !last || parts.includes(undefined)) throw refused(name, 'is no attribute that is known here');
  const series = ownTags.series.has(outer.tag) && level !== 'study';
  if (level !== 'instance' && !series && !ownTags.study.has(outer.tag))
    throw refused(name, `cannot be matched for ${level === 'study' ? 'studies' : 'series'}`);
  if (last.vr === 'SQ') throw refused(name, 'is a sequence; name an attribute inside it');
  return { path: parts.map((part) => part?.tag ?? ''), vr: last.vr };
}

function included(field: string): string {
  const found = attributeOf(field.split('.')[0] ?? '');
  if (!found) throw refused(field, 'is no attribute that is known here');
  return found.tag;
}

function count(name: string, value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw refused(name, 'is a whole number');
}

/** A name may be anything, a patient's too; only what looks like one of an attribute is repeated. */
const refused = (name: string, what: string): WetreadError =>
  new WetreadError('invalid_request', `${/^[A-Za-z0-9.]{1,80}$/.test(name) ? name : 'A parameter'} ${what}.`);
