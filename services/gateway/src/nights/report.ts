import type { StudyView } from '@wetread/studies';
import { viewStudy } from '@wetread/studies';
import { inTurn } from '../batches/in-turn.ts';
import { type EventStores, firstDeliveryOf } from '../webhooks/study-events.ts';
import { type ExpectedStudy, type NightCounts, type NightRow, type Stage, stages } from './records.ts';

/** Where each expected study is, from storage alone. */

const looksAtOnce = 8;
const rowsAtOnce = 64;

export async function* rowsOf(
  stores: EventStores,
  tenant: string,
  expected: AsyncIterable<ExpectedStudy>,
): AsyncGenerator<NightRow> {
  let held: ExpectedStudy[] = [];
  for await (const one of expected) {
    if (held.push(one) < rowsAtOnce) continue;
    yield* await inTurn(held, looksAtOnce, (study) => rowOf(stores, tenant, study));
    held = [];
  }
  yield* await inTurn(held, looksAtOnce, (study) => rowOf(stores, tenant, study));
}

async function rowOf(stores: EventStores, tenant: string, expected: ExpectedStudy): Promise<NightRow> {
  const ref = { tenant, study: expected.study };
  const view = await viewStudy(stores.studies, ref);
  if (!view) return { ...expected, reached: 'none', gap: 'not_received', message: 'No file of this study came in.' };
  if (view.status !== 'summarized') return { ...expected, ...unread(view) };
  const deliveredAt = await firstDeliveryOf(stores, ref, view.revision?.revision ?? 0);
  if (deliveredAt !== undefined) return { ...expected, reached: 'delivered' };
  return {
    ...expected,
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

export function counted(counts: NightCounts, { reached, gap }: NightRow): NightCounts {
  const passed = stages.slice(0, stages.indexOf(reached as Stage) + 1);
  const next = { ...counts, byReason: { ...counts.byReason }, expected: counts.expected + 1 };
  for (const stage of passed) next[stage]++;
  if (gap === undefined) return next;
  next.gaps++;
  next.byReason[gap] = (next.byReason[gap] ?? 0) + 1;
  return next;
}
