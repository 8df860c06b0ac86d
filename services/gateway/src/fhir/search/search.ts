import { withRedis } from '@wetread/queues';
import { z } from 'zod';
import { device } from '../device.ts';
import type { Range } from '../report-index.ts';
import type { Reports } from '../reports.ts';
import { type Resource, resourcesOf } from '../resources.ts';
import type { ReportSource } from '../source.ts';
import { candidatesOf } from './candidates.ts';
import { matches, type Search } from './query.ts';

/** Where a page begins: a study, and how many of its matches the page before had. */
export const pageStart = z.object({ score: z.number(), study: z.string(), skip: z.int().nonnegative() });
export type PageStart = z.infer<typeof pageStart>;

export interface Page {
  readonly matches: readonly Resource[];
  /** Without repeats. */
  readonly included: readonly Resource[];
  readonly next?: PageStart;
}

/** Studies read at once, and at most for one page: a search that finds little answers with what it has and a next link. */
const atOnce = 16;
const maxLooks = 1_000;

type Found = { readonly source: ReportSource; readonly at: PageStart; readonly resource: Resource };

/** @throws WetreadError storage_unavailable, queue_unavailable */
export async function runSearch(reports: Reports, tenant: string, search: Search, start?: PageStart): Promise<Page> {
  if (search.type === 'Device') return devicePage(reports, tenant, search);
  await reports.beFilled();
  const candidates = await withRedis('searching', () => candidatesOf(reports.index, tenant, search));
  const places = 'named' in candidates ? named(candidates.named, start) : ranged(reports, candidates.range, start);
  const found: Found[] = [];
  let looks = 0;
  for await (const batch of places) {
    const sources = await Promise.all(batch.map(({ study }) => reports.load({ tenant, study })));
    for (const [i, source] of sources.entries()) {
      const at = batch[i] as { score: number; study: string };
      if (looks++ >= maxLooks) return pageOf(search, found, { ...at, skip: 0 });
      if (source) found.push(...matchesIn(search, source, at, start));
      if (found.length > search.count) return pageOf(search, found);
    }
  }
  return pageOf(search, found);
}

function matchesIn(
  search: Search,
  source: ReportSource,
  { score, study }: { score: number; study: string },
  start: PageStart | undefined,
): Found[] {
  const skipped = start?.study === study ? start.skip : 0;
  return resourcesOf(search.type, source)
    .filter((resource) => matches(search.type, search.conditions, resource))
    .map((resource, skip) => ({ source, at: { score, study, skip }, resource }))
    .slice(skipped);
}

function pageOf(search: Search, found: readonly Found[], onwards?: PageStart): Page {
  const page = found.slice(0, search.count);
  const next = found[search.count]?.at ?? onwards;
  const included = new Map<string, Resource>();
  for (const { source } of page) {
    for (const type of search.with) {
      for (const resource of resourcesOf(type, source)) included.set(`${type}/${resource.id}`, resource);
    }
  }
  return { matches: page.map(({ resource }) => resource), included: [...included.values()], ...(next && { next }) };
}

async function devicePage(reports: Reports, tenant: string, search: Search): Promise<Page> {
  const devices = (await reports.bundles(tenant)).map(device);
  return { matches: devices.filter((one) => matches('Device', search.conditions, one)), included: [] };
}

async function* named(studies: readonly string[], start: PageStart | undefined) {
  // In falling order, so that the place where a page begins is found again, whatever came or went.
  const rest = start ? studies.filter((study) => study <= start.study) : studies;
  for (let i = 0; i < rest.length; i += atOnce) yield rest.slice(i, i + atOnce).map((study) => ({ study, score: 0 }));
}

async function* ranged(reports: Reports, range: Range, start: PageStart | undefined) {
  let from: { score: number; study: string } | undefined = start;
  for (let first = true; ; first = false) {
    const read = await withRedis('searching', () => reports.index.read(range, atOnce + 1, from));
    // The last of the batch before is read again, to go on behind it.
    const batch = first ? read : read.filter(({ study }) => study !== from?.study);
    if (batch.length > 0) yield batch;
    if (read.length <= atOnce) return;
    from = batch.at(-1);
  }
}
