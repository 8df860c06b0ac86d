import type { OriginalNames } from '@wetread/deidentification';
import type { StudyView } from '@wetread/studies';
import { mapped } from '../batches/in-turn.ts';
import { type EventStores, firstDeliveryOf } from '../webhooks/study-events.ts';
import { type ArrivalParts, Arrivals } from './arrivals.ts';
import type { NightRef, NightStore } from './night-store.ts';
import { type ExpectedStudy, type NightCounts, type NightRow, type Stage, stages } from './records.ts';

/** Where each expected study is, as storage has it. */

export interface ReportParts extends EventStores, ArrivalParts {
  readonly nights: NightStore;
  readonly names: OriginalNames;
}

export async function* rowsOf(parts: ReportParts, ref: NightRef): AsyncGenerator<NightRow> {
  const list = () => parts.nights.expected(ref);
  const names = await parts.names.ofList(ref.tenant, ref.night);
  const arrivals = new Arrivals(parts, ref.tenant, list, names);
  for await (const rows of mapped(list(), (one) => rowsOfOne(parts, arrivals, one))) yield* rows;
}

/** One, or where several studies came under the accession number one of each: the expected study, or the one that came furthest, first. */
async function rowsOfOne(stores: EventStores, arrivals: Arrivals, expected: ExpectedStudy): Promise<NightRow[]> {
  const views = await arrivals.of(expected);
  if (views.length === 0) {
    return [{ ...expected, reached: 'none', gap: 'not_received', message: 'No file of this study came in.' }];
  }
  const rows = await Promise.all(views.map((view) => rowOf(stores, arrivals, expected, view)));
  const rank = ({ study, reached }: NightRow) =>
    study !== undefined && arrivals.isNamed(expected, study) ? stages.length : stages.indexOf(reached as Stage);
  const [first, ...others] = rows.toSorted((a, b) => rank(b) - rank(a));
  return [first as NightRow, ...others.map((row) => ({ ...row, further: true as const }))];
}

async function rowOf(
  stores: EventStores,
  arrivals: Arrivals,
  expected: ExpectedStudy,
  view: StudyView,
): Promise<NightRow> {
  const { study, tenant, accession = expected.accession } = view.study;
  const found = {
    ...expected,
    study,
    ...(accession !== undefined && { accession }),
    ...(expected.study !== undefined && !arrivals.isNamed(expected, study) && { expectedStudy: expected.study }),
  };
  if (view.status !== 'summarized') return { ...found, ...unread(view) };
  const deliveredAt = await firstDeliveryOf(stores, { tenant, study }, view.revision?.revision ?? 0);
  if (deliveredAt !== undefined) return { ...found, reached: 'delivered' };
  return {
    ...found,
    reached: 'summarized',
    gap: 'not_delivered',
    message: 'No webhook was answered with 2xx, and no PACS has it yet.',
  };
}

function unread({ status, revision, failure }: StudyView): Pick<NightRow, 'reached' | 'gap' | 'message'> {
  const reached = revision ? 'assembled' : 'received';
  if (status === 'refused') {
    const [first] = revision?.refusals ?? [];
    return { reached, gap: `refused:${first?.code ?? 'unknown'}`, ...(first && { message: first.sentence }) };
  }
  if (status === 'failed') return { reached, gap: `failed:${failure?.code}`, message: failure?.message ?? '' };
  const message = revision ? 'It waits to be read.' : 'More files of it may be coming.';
  return { reached, gap: 'waiting', message };
}

export const noCounts: NightCounts = {
  expected: 0,
  received: 0,
  assembled: 0,
  summarized: 0,
  delivered: 0,
  gaps: 0,
  byReason: {},
};

/** A further study of an expected one counts where it has a gap. */
export function counted(counts: NightCounts, { reached, gap, further }: NightRow): NightCounts {
  const passed = further ? [] : stages.slice(0, stages.indexOf(reached as Stage) + 1);
  const next = { ...counts, byReason: { ...counts.byReason }, expected: counts.expected + (further ? 0 : 1) };
  for (const stage of passed) next[stage]++;
  if (gap === undefined) return next;
  next.gaps++;
  next.byReason[gap] = (next.byReason[gap] ?? 0) + 1;
  return next;
}
