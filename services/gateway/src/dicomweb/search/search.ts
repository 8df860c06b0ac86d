import { WetreadError } from '@wetread/contracts';
import type { DicomJson, JsonElement } from '@wetread/dicom';
import { withRedis } from '@wetread/queues';
import { dateScore, type SearchIndex, type StudyIndex, type StudyStore } from '@wetread/studies';
import { inTurn } from '../../batches/in-turn.ts';
import { requireFilled } from '../../reads/filled-index.ts';
import type { Metadata } from '../metadata.ts';
import type { StoredInstances } from '../stored-instances.ts';
import { always, type Level, ownTags, tags } from './attributes.ts';
import { matchesAll } from './matching.ts';
import type { Condition, SearchQuery } from './query.ts';
import { type Hit, hitsOf } from './study-datasets.ts';

export interface SearchParts {
  readonly studies: StudyStore;
  readonly instances: StoredInstances;
  readonly metadata: Metadata;
  readonly index: SearchIndex;
  readonly rows: StudyIndex;
}

export interface Found {
  readonly datasets: DicomJson[];
  readonly studies: string[];
  readonly warnings: string[];
}

/** Studies of which storage is asked in one search; a narrower one finds what lies beyond. */
export const maxExamined = 1_000;
const atOnce = 8;

/**
 * QIDO-RS, PS3.18 10.6. The index says which studies may match, newest first; what does match is decided on what storage holds
 * of them (I1).
 *
 * @throws WetreadError queue_unavailable, also while the index is being rebuilt, for a half-filled one would hide studies;
 * storage_unavailable
 */
export async function search(parts: SearchParts, tenant: string, query: SearchQuery, base: string): Promise<Found> {
  await requireFilled(parts.rows);
  const { limit, conditions, level } = query;
  const candidates = await withRedis('searching', () => candidatesOf(parts, tenant, query));
  // Where the index alone decides, what is skipped need not be looked at.
  const skipped = candidates.decides && level === 'study' ? query.offset : 0;
  const hits: Hit[] = [];
  const wanted = query.offset - skipped + limit + 1;
  let examined = 0;
  for await (const some of chunks(candidates.walk(skipped))) {
    const found = await inTurn(some, atOnce, (study) => look(parts, tenant, study, level, base));
    hits.push(...found.flat().filter(({ dataset }) => matchesAll(dataset, conditions)));
    examined += some.length;
    if (hits.length >= wanted || examined >= maxExamined) break;
  }
  const page = hits.slice(query.offset - skipped, wanted - 1);
  return {
    datasets: page.map(({ dataset }) => shown(dataset, query)),
    studies: [...new Set(page.map(({ study }) => study))],
    warnings: [...query.warnings, ...cappedBy(hits.length >= wanted, examined)],
  };
}

function cappedBy(more: boolean, examined: number): string[] {
  if (more) return ['There are additional results that can be requested.'];
  if (examined < maxExamined) return [];
  return [
    `Only the newest ${maxExamined} studies that may match were looked at; name a patient, accession number, date or UID.`,
  ];
}

/** What is not there (any more), or has no DICOM instances, is no hit. */
async function look(parts: SearchParts, tenant: string, study: string, level: Level, base: string): Promise<Hit[]> {
  const record = await parts.studies.findStudy({ tenant, study });
  if (!record) return [];
  const instances = await parts.instances.select(tenant, { study }).catch((error: unknown) => {
    if (error instanceof WetreadError && error.code === 'not_found') return [];
    throw error;
  });
  return instances.length === 0 ? [] : hitsOf(level, record, instances, parts.metadata, base);
}

interface Candidates {
  /** Studies, the newest first. @param skip so many first ones */
  walk(skip: number): AsyncIterable<string>;
  /** All of them match. */
  readonly decides: boolean;
}

/** The narrowest that one condition gives; the others are tried on each study. */
async function candidatesOf({ studies, index }: SearchParts, tenant: string, query: SearchQuery): Promise<Candidates> {
  const exact = (tag: string) =>
    query.conditions.find((one) => one.path.length === 1 && one.path[0] === tag && !/[*?]/.test(one.value));
  const from = (list: string, decides: boolean, bounds?: { min: number; max: number }): Candidates => ({
    walk: (skip) => index.walk(list, bounds, skip),
    decides,
  });
  const only = query.conditions.length <= 1;
  const study = exact(tags.studyInstanceUid);
  if (study) return { walk: () => listed(uidsOf(study)), decides: false };
  const instance = exact(tags.sopInstanceUid);
  if (instance) return { walk: () => located(studies, tenant, uidsOf(instance)), decides: false };
  const [series, ...others] = uidsOf(exact(tags.seriesInstanceUid));
  if (series !== undefined && others.length === 0) return from(index.bySeries(tenant, series), false);
  const accession = exact(tags.accessionNumber);
  if (accession) return from(await index.byAccession(tenant, accession.value), only);
  const patient = exact(tags.patientId);
  if (patient) return from(await index.byPatient(tenant, patient.value), only);
  const date = exact(tags.studyDate);
  if (date) return from(index.byDate(tenant), only, datesOf(date.value));
  return from(index.byReceipt(tenant), query.conditions.length === 0);
}

const uidsOf = (condition: Condition | undefined): string[] =>
  condition?.value.split(/[\\,]/).filter((uid) => /^[\d.]{1,64}$/.test(uid)) ?? [];

async function* listed(uids: readonly string[]): AsyncGenerator<string> {
  yield* new Set(uids);
}

async function* located(studies: StudyStore, tenant: string, sops: readonly string[]): AsyncGenerator<string> {
  const seen = new Set<string>();
  for (const sop of sops) {
    const found = await studies.locateInstance(tenant, sop);
    if (found && !seen.has(found.study)) yield found.study;
    if (found) seen.add(found.study);
  }
}

function datesOf(value: string): { min: number; max: number } {
  const [from = '', to = from] = value.split('-');
  return {
    min: from === '' ? Number.NEGATIVE_INFINITY : dateScore(from.replaceAll('.', '')),
    max: to === '' ? Number.POSITIVE_INFINITY : dateScore(to.replaceAll('.', '')),
  };
}

async function* chunks(studies: AsyncIterable<string>): AsyncGenerator<string[]> {
  let some: string[] = [];
  for await (const study of studies) {
    some.push(study);
    if (some.length < 2 * atOnce) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

/** Attributes that every hit has, those of the levels above that the path did not name, and those asked for. */
function shown(dataset: DicomJson, { level, include, conditions }: SearchQuery): DicomJson {
  if (include === 'all' && level === 'instance') return dataset;
  const named = (tag: string) => conditions.some(({ path }) => path[0] === tag);
  const levels: Level[] = [
    ...(level !== 'study' && !named(tags.studyInstanceUid) ? ['study' as const] : []),
    ...(level === 'instance' && !named(tags.seriesInstanceUid) ? ['series' as const] : []),
    level,
  ];
  const wanted = new Set(levels.flatMap((one) => always[one]));
  for (const uid of [tags.studyInstanceUid, ...(level === 'study' ? [] : [tags.seriesInstanceUid])]) wanted.add(uid);
  if (include === 'all')
    for (const one of levels) for (const tag of one === 'instance' ? [] : ownTags[one]) wanted.add(tag);
  else for (const tag of include) wanted.add(tag);
  return Object.fromEntries(Object.entries(dataset).filter(([tag]) => wanted.has(tag))) as Record<string, JsonElement>;
}
