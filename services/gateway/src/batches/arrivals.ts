import { type BatchProgress, type BatchRecord, batchKeys, refOf } from '@wetread/batches';
import { append, type FillingParts } from './filling.ts';
import { countOutcomes, type Item, segmentSize } from './segments.ts';

/**
 * Takes the studies that a rule let join into the batch. Small groups fill up the last segment. An arrival goes away once
 * its segment is stored; where a process died in between, the last segment tells that it is in already.
 */
export async function takeArrivals(
  parts: FillingParts,
  batch: BatchRecord,
  progress: BatchProgress,
): Promise<BatchProgress> {
  const ref = refOf(batch);
  for (;;) {
    const studies = await nextArrivals(parts, batch);
    if (studies.length === 0) return progress;
    const known = await inLastSegment(parts, batch, progress);
    const items = studies.filter((study) => !known.has(study)).map((study) => ({ custom_id: study, study }));
    progress = await store(parts, batch, await recounted(parts, batch, progress), items);
    await parts.batches.putProgress(ref, progress);
    for (const study of studies) {
      // Where ingest died before it could: a member joins once.
      await parts.studies.storage.putIfAbsent(batchKeys.memberKey(ref, study), Buffer.from('{}\n'));
      await parts.studies.storage.delete(batchKeys.arrivalKey(ref, study));
    }
    if (studies.length < segmentSize) return progress;
  }
}

async function nextArrivals({ studies }: FillingParts, batch: BatchRecord): Promise<string[]> {
  const prefix = batchKeys.arrivalsPrefix(refOf(batch));
  const found: string[] = [];
  for await (const { key } of studies.storage.list(prefix)) {
    found.push(key.slice(prefix.length).replace(/\.json$/, ''));
    if (found.length === segmentSize) break;
  }
  return found;
}

async function inLastSegment({ segments }: FillingParts, batch: BatchRecord, { segments: { length } }: BatchProgress) {
  const studies = new Set<string>();
  // A segment may be stored that the progress does not count yet.
  for (const segment of [length - 1, length]) {
    const stored = segment < 0 ? undefined : await segments.find(refOf(batch), segment);
    for (const { study } of stored?.items ?? []) if (study !== undefined) studies.add(study);
  }
  return studies;
}

/** Counts what a process that died has stored. */
async function recounted({ segments }: FillingParts, batch: BatchRecord, progress: BatchProgress) {
  const at = Math.max(0, progress.segments.length - 1);
  const counted = [...progress.segments];
  for (const segment of [at, at + 1]) {
    const stored = await segments.find(refOf(batch), segment);
    if (stored) counted[segment] = { released: counted[segment]?.released ?? false, ...countOutcomes(stored) };
  }
  return { ...progress, segments: counted };
}

/** Into the last segment while there is room and it waits like the new ones do; else into one of their own. */
async function store(
  parts: FillingParts,
  batch: BatchRecord,
  progress: BatchProgress,
  items: readonly Item[],
): Promise<BatchProgress> {
  if (items.length === 0) return progress;
  const ref = refOf(batch);
  const last = progress.segments.length - 1;
  const counted = progress.segments[last];
  if (!counted || counted.released || counted.items + items.length > segmentSize) {
    return append(parts, batch, progress, items);
  }
  const stored = await parts.segments.get(ref, last);
  const all = { items: [...stored.items, ...items], outcomes: [...stored.outcomes, ...items.map(() => null)] };
  await parts.segments.putItems(ref, last, all.items);
  const segments = [...progress.segments];
  segments[last] = { ...counted, ...countOutcomes(all) };
  return { ...progress, segments };
}
