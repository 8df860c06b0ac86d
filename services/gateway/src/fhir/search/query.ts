import { WetreadError } from '@wetread/contracts';
import type { Resource, ResourceType } from '../resources.ts';
import { type DateTerm, dateTerm, isInTerm } from './dates.ts';
import { includes, type Param, revincludes, searchTable, type Token } from './table.ts';

/** One condition: any of its values. All conditions of a search must hold. */
export type Condition = { readonly name: string } & (
  | { readonly kind: 'date'; readonly any: readonly DateTerm[] }
  | { readonly kind: 'token' | 'subject'; readonly any: readonly TokenTerm[]; readonly not: boolean }
  | { readonly kind: 'reference'; readonly any: readonly string[] }
);

/** `code` undefined: any code of the system. `system` undefined: any system; null: none. */
export interface TokenTerm {
  readonly system: string | null | undefined;
  readonly code: string | undefined;
}

export interface Search {
  readonly type: ResourceType;
  readonly conditions: readonly Condition[];
  readonly count: number;
  /** Types that come with the matches. */
  readonly with: readonly ResourceType[];
  /** What was heeded, for the self link. */
  readonly used: readonly (readonly [string, string])[];
  /** What was not, one sentence each. */
  readonly ignored: readonly string[];
}

const defaultCount = 50;
const maxCount = 200;

/**
 * @param pairs names and values in the order in which they came
 * @param strict whether what is not known is an error instead of being ignored
 * @throws WetreadError invalid_request: a known parameter with a value that it cannot have is always one
 */
export function parseSearch(
  type: ResourceType,
  pairs: readonly (readonly [string, string])[],
  strict: boolean,
): Search {
  const conditions: Condition[] = [];
  const included: ResourceType[] = [];
  const used: (readonly [string, string])[] = [];
  const ignored: string[] = [];
  let count = defaultCount;
  for (const [name, value] of pairs) {
    if (value === '' || name === '_format') continue;
    const condition = conditionOf(type, name, value);
    const table = name === '_include' ? includes : revincludes;
    const types =
      name === '_include' || name === '_revinclude' ? table[type][value.split(':', 2).join(':')] : undefined;
    if (condition) conditions.push(condition);
    else if (types) included.push(...types);
    else if (name === '_count') count = countOf(value);
    else if (!isOrder(name, value)) {
      ignored.push(notKnown(type, name));
      continue;
    }
    used.push([name, value]);
  }
  if (strict && ignored.length > 0) throw new WetreadError('invalid_request', ignored.join(' '));
  return { type, conditions, count, with: [...new Set(included)], used, ignored };
}

/** The order that the answers have. */
const isOrder = (name: string, value: string): boolean => name === '_sort' && value === '-_lastUpdated';

const notKnown = (type: ResourceType, name: string): string =>
  `The parameter ${name.slice(0, 64)} with this value is not supported for ${type}; /fhir/metadata lists what is.`;

function countOf(value: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new WetreadError('invalid_request', '_count is a number.');
  return Math.min(Number(value), maxCount);
}

/** @returns undefined where the type has no such parameter, or not with this modifier */
function conditionOf(type: ResourceType, whole: string, value: string): Condition | undefined {
  const [, name = '', modifier] = /^([A-Za-z_-]+)(?:[:.](.+))?$/.exec(whole) ?? [];
  const param = Object.hasOwn(searchTable[type], name) ? searchTable[type][name] : undefined;
  if (!param) return undefined;
  if (modifier === undefined ? param.type === 'subject' : !isModifier(param, whole, modifier)) {
    return param.type === 'subject' ? refusePatient(name) : undefined;
  }
  const values = value.split(/(?<!\\),/).map((one) => one.replaceAll(/\\([,|$\\])/g, '$1'));
  if (param.type === 'date') return { name, kind: 'date', any: values.map(dateTerm) };
  if (param.type === 'reference') return { name, kind: 'reference', any: values };
  return { name, kind: param.type, any: values.map(tokenTerm), not: modifier === 'not' };
}

function isModifier({ type }: Param, whole: string, modifier: string): boolean {
  if (type === 'token') return modifier === 'not' && whole.includes(':');
  return type === 'subject' && modifier === 'identifier';
}

/** To take a logical id for a patient's identifier could show one patient's reports as another's. */
function refusePatient(name: string): never {
  const sentence = `Patients are known here by identifier alone: search by ${name}:identifier or ${name}.identifier.`;
  throw new WetreadError('invalid_request', sentence);
}

function tokenTerm(text: string): TokenTerm {
  const bar = text.indexOf('|');
  if (bar < 0) return { system: undefined, code: text };
  const code = text.slice(bar + 1);
  return { system: text.slice(0, bar) || null, code: code === '' ? undefined : code };
}

export function matches(type: ResourceType, conditions: readonly Condition[], resource: Resource): boolean {
  return conditions.every((condition) => holds(searchTable[type][condition.name] as Param, condition, resource));
}

function holds(param: Param, condition: Condition, resource: Resource): boolean {
  const values = param.values(resource) as never[];
  if (condition.kind === 'date') return values.some((span) => condition.any.some((term) => isInTerm(term, span)));
  if (condition.kind === 'reference') return values.some((one) => condition.any.some((asked) => isTo(asked, one)));
  const found = values.some((token) => condition.any.some((term) => isToken(term, token)));
  return found !== condition.not;
}

/** A reference may be asked for by type and id, by id alone, or by a whole URL. */
const isTo = (asked: string, found: string): boolean =>
  found === asked || found.endsWith(`/${asked}`) || asked.endsWith(`/${found}`);

function isToken({ system, code }: TokenTerm, found: Token): boolean {
  if (code !== undefined && code !== found.code && `urn:oid:${code}` !== found.code) return false;
  return system === undefined || (system ?? undefined) === found.system;
}
