import { createHash } from 'node:crypto';
import {
  type BatchProgress,
  type BatchRecord,
  type BatchStore,
  batchKeys,
  currentBundle,
  isOpen,
  newProgress,
  refOf,
} from '@wetread/batches';
import { WetreadError } from '@wetread/contracts';
import type { OriginalNames } from '@wetread/deidentification';
import { withRedis } from '@wetread/queues';
import type { StudyIndex, StudyStore } from '@wetread/studies';
import { requireFilled } from '../reads/filled-index.ts';
import { found } from './hidden-items.ts';
import { inTurn } from './in-turn.ts';
import { itemOfLine, linesOf, maxLineBytes } from './lines.ts';
import { countOutcomes, type Item, type Outcome, type SegmentStore, segmentSize, storedItem } from './segments.ts';
import type { Since, StudyWork } from './study-work.ts';

/** From what was asked to items in storage: one segment at a time, whatever their number. */

export interface FillingParts {
  readonly batches: BatchStore;
  readonly segments: SegmentStore;
  readonly studies: StudyStore;
  readonly index: StudyIndex;
  readonly work: StudyWork;
  readonly names: OriginalNames;
  readonly maxItems: number;
}

const looksAtOnce = 16;

/** Starts from the beginning where a process died on the way: the same items are written again. */
export async function fill(parts: FillingParts, batch: BatchRecord): Promise<BatchProgress> {
  const ref = refOf(batch);
  let progress: BatchProgress = newProgress;
  const names = await parts.names.ofList(batch.tenant, batch.id);
  for await (const some of inSegments(itemsOf(parts, batch), segmentSize)) {
    const items = names ? await found(parts.studies, batch.tenant, names, some) : some;
    progress = await append(parts, batch, progress, items);
    await parts.batches.putProgress(ref, progress);
    if (await parts.batches.isCancelled(ref)) break;
  }
  return { ...progress, phase: 'in_progress', sealed: true };
}

/** Stores items in a segment of their own; what is known of their studies already is stored with them. */
export async function append(
  parts: FillingParts,
  batch: BatchRecord,
  progress: BatchProgress,
  items: readonly Item[],
): Promise<BatchProgress> {
  const ref = refOf(batch);
  const segment = progress.segments.length;
  const since = { at: batch.createdAt, bundle: await currentBundle(parts.studies.storage) };
  await parts.segments.putItems(ref, segment, items);
  const outcomes = await inTurn(items, looksAtOnce, (item) => admit(parts, batch, segment, since, item));
  await parts.segments.putOutcomes(ref, segment, outcomes);
  const counts = countOutcomes({ items: [...items], outcomes });
  return { ...progress, segments: [...progress.segments, { ...counts, released: false }] };
}

/** Urgent studies do not wait for the window; the others do, and leave the queue where they are in it. */
async function admit(
  { work }: FillingParts,
  batch: BatchRecord,
  segment: number,
  since: Since,
  { study, error }: Item,
): Promise<Outcome> {
  if (error || study === undefined) return error ?? null;
  const ref = { tenant: batch.tenant, study };
  const finding = await work.look(ref, since);
  if (finding.settled !== null) return finding.settled;
  if (finding.priority === 'urgent') await work.release(ref, refOf(batch), segment, finding);
  else if (batch.window && !isOpen(batch.window, new Date())) await work.hold(ref, refOf(batch), finding.revision);
  return null;
}

function itemsOf(parts: FillingParts, batch: BatchRecord): AsyncIterable<Item> {
  switch (batch.source.kind) {
    case 'input':
      return inputItems(parts, batch);
    case 'query':
      return queryItems(parts, batch, batch.source.query);
    case 'rule':
      return nothing();
  }
}

async function* nothing(): AsyncGenerator<Item> {}

async function* inputItems({ studies, maxItems }: FillingParts, batch: BatchRecord): AsyncGenerator<Item> {
  const seen = new Set<string>();
  let number = 0;
  const key = batchKeys.inputKey(refOf(batch));
  const { parsed } = batch.source as { parsed?: true };
  for await (const line of linesOf(await studies.storage.getStream(key), maxLineBytes)) {
    number++;
    if (line?.trim() === '') continue;
    if (seen.size >= maxItems) throw tooMany(maxItems);
    const item = parsed && line !== undefined ? storedItem(line, key) : itemOfLine(line, number);
    const mark = digestOf(item.custom_id);
    yield seen.has(mark) && !item.error ? duplicate(item) : item;
    seen.add(seen.has(mark) ? `#${number}` : mark);
  }
}

/** Short, so that 50,000 long names cost little memory. */
const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16);

const duplicate = ({ custom_id }: Item): Item => ({
  custom_id,
  error: { code: 'duplicate_custom_id', message: 'An earlier line has the same custom_id.' },
});

type Query = Extract<BatchRecord['source'], { kind: 'query' }>['query'];

async function* queryItems(
  { index, studies, maxItems }: FillingParts,
  { tenant, createdAt }: BatchRecord,
  { status, since, until = createdAt, ...fields }: Query,
): AsyncGenerator<Item> {
  await requireFilled(index);
  let found = 0;
  let cursor: string | undefined;
  do {
    const query = { limit: 200, until, ...(status && { status }), ...(since && { since }), ...(cursor && { cursor }) };
    const page = await withRedis('listing studies', () => index.list(tenant, query));
    cursor = page.next;
    for (const { study } of page.studies) {
      if (!(await isAsked(studies, { tenant, study }, fields))) continue;
      if (found++ >= maxItems) throw tooMany(maxItems);
      yield { custom_id: study, study };
    }
  } while (cursor !== undefined);
}

async function isAsked(
  studies: StudyStore,
  ref: { tenant: string; study: string },
  { ae_title, source, priority }: Omit<Query, 'status' | 'since' | 'until'>,
): Promise<boolean> {
  if (ae_title === undefined && source === undefined && priority === undefined) return true;
  const study = await studies.findStudy(ref);
  if (!study) return false;
  const asked = { aeTitle: ae_title, source, priority };
  return Object.entries(asked).every(
    ([field, value]) => value === undefined || study[field as keyof typeof asked] === value,
  );
}

async function* inSegments<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let held: T[] = [];
  for await (const item of items) {
    if (held.push(item) < size) continue;
    yield held;
    held = [];
  }
  if (held.length > 0) yield held;
}

const tooMany = (max: number): WetreadError => new WetreadError('too_large', `A batch has at most ${max} items.`);
