import { studyUid } from '@wetread/contracts';
import { studyOfId } from '../ids.ts';
import type { Range, ReportIndex } from '../report-index.ts';
import { boundsOf } from './dates.ts';
import type { Condition, Search } from './query.ts';

/** Where the studies are looked for whose resources may match: named ones, or a range of a list in the index. */
export type Candidates = { readonly named: readonly string[] } | { readonly range: Range };

const dayMs = 86_400_000;
/** Studies looked at under one accession number or one of several patient identifiers. */
const maxNamed = 1_000;

/** The narrowest that one condition gives; the others are tried on each resource. */
export async function candidatesOf(index: ReportIndex, tenant: string, search: Search): Promise<Candidates> {
  for (const condition of search.conditions) {
    const named = await namedBy(index, tenant, condition);
    if (named) return { named: [...new Set(named)].sort().reverse() };
  }
  const patient = patientOf(search.conditions);
  if (patient !== undefined) return { range: everything(await index.byPatient(tenant, patient)) };
  const sorted = search.used.some(([name]) => name === '_sort');
  const updated = within(search.conditions, ['_lastUpdated'], 1);
  const effective = within(search.conditions, ['date', 'started'], dayMs);
  if (effective && !updated && !sorted) return { range: { list: index.byEffective(tenant), ...effective } };
  return { range: { ...everything(index.byUpdate(tenant)), ...updated } };
}

const everything = (list: string): Range => ({
  list,
  min: Number.NEGATIVE_INFINITY,
  max: Number.POSITIVE_INFINITY,
});

/** @returns undefined where the condition names no studies */
async function namedBy(index: ReportIndex, tenant: string, condition: Condition): Promise<string[] | undefined> {
  const { name, kind } = condition;
  if (kind === 'reference' && name !== 'device' && name !== 'agent') {
    return condition.any.flatMap((reference) => studyOfId(reference.split('/').at(-1) ?? '') ?? []);
  }
  if ((kind !== 'token' && kind !== 'subject') || condition.not) return undefined;
  const codes = condition.any.flatMap(({ code }) => code ?? []);
  if (codes.length < condition.any.length) return undefined;
  if (name === '_id') return codes.flatMap((id) => studyOfId(id) ?? []);
  if (kind === 'subject')
    return codes.length > 1 ? listed(index, codes, (code) => index.byPatient(tenant, code)) : undefined;
  if (name !== 'identifier') return undefined;
  const uids = codes.map((code) => code.replace(/^urn:oid:/, '')).filter((code) => studyUid.safeParse(code).success);
  return [...uids, ...(await listed(index, codes, (code) => index.byAccession(tenant, code)))];
}

async function listed(
  index: ReportIndex,
  codes: readonly string[],
  listOf: (code: string) => Promise<string>,
): Promise<string[]> {
  const found: string[] = [];
  for (const code of codes) {
    found.push(...(await index.read(everything(await listOf(code)), maxNamed)).map(({ study }) => study));
  }
  return found;
}

function patientOf(conditions: readonly Condition[]): string | undefined {
  for (const condition of conditions) {
    if (condition.kind === 'subject' && condition.any.length === 1) return condition.any[0]?.code;
  }
  return undefined;
}

function within(conditions: readonly Condition[], names: readonly string[], longest: number) {
  let bounds: { min: number; max: number } | undefined;
  for (const condition of conditions) {
    const [term, ...others] = condition.kind === 'date' && names.includes(condition.name) ? condition.any : [];
    if (!term || others.length > 0) continue;
    const { min, max } = boundsOf(term, longest);
    bounds = { min: Math.max(min, bounds?.min ?? min), max: Math.min(max, bounds?.max ?? max) };
  }
  return bounds;
}
