import {
  type BatchProgress,
  type BatchRecord,
  type BatchRef,
  countsOf,
  currentBundle,
  isOpen,
  refOf,
  type StopCode,
} from '@wetread/batches';
import { withRedis } from '@wetread/queues';
import { sampled } from '../domain/pace.ts';
import { takeArrivals } from './arrivals.ts';
import type { EndedStudies } from './ended-studies.ts';
import type { FillingParts } from './filling.ts';
import { inTurn } from './in-turn.ts';
import { countOutcomes, type Item, type Outcome, type Segment } from './segments.ts';
import { type Since, stopped } from './study-work.ts';

export interface RunningParts extends FillingParts {
  readonly ended: EndedStudies;
  /** Studies of one batch that are in the queue or being read, about. */
  readonly maxInFlight: number;
  /** How often every study under way is looked at, whatever Redis has told. */
  readonly sweepMs: number;
}

const looksAtOnce = 16;

type Counted = BatchProgress['segments'][0];
const left = ({ items, completed, failed }: Counted): number => items - completed - failed;

/** One step of a batch that runs: what joined, what ended, what may be read now. */
export async function runStep(
  parts: RunningParts,
  batch: BatchRecord,
  before: BatchProgress,
  now = new Date(),
): Promise<BatchProgress> {
  const { source } = batch;
  let progress = before;
  if (source.kind === 'rule') {
    const over = now >= new Date(source.closesAt);
    progress = { ...(await takeArrivals(parts, batch, progress)), phase: 'in_progress', sealed: over };
  }
  progress = await settleEnded(parts, batch, progress, now);
  if (!batch.window || isOpen(batch.window, now)) progress = await releaseMore(parts, batch, progress, now);
  if (progress.startedAt) progress = withSample(progress, now);
  const done = progress.sealed && progress.segments.every((segment) => left(segment) === 0);
  return done ? { ...progress, phase: 'finalizing', finalizingAt: now.toISOString() } : progress;
}

/** No study of the batch is read any more; what is running comes first. What has a result by now keeps it. */
export async function stopAll(
  parts: RunningParts,
  batch: BatchRecord,
  before: BatchProgress,
  code: StopCode,
): Promise<BatchProgress> {
  const { source } = batch;
  let progress = source.kind === 'rule' ? await takeArrivals(parts, batch, before) : before;
  const order = [...progress.segments.keys()].sort((a, b) => rank(progress, a) - rank(progress, b));
  for (const segment of order) {
    if (left(progress.segments[segment] as Counted) === 0) continue;
    progress = await eachOpen(parts, batch, progress, segment, undefined, (item, since) =>
      stopItem(parts, batch, progress.segments[segment]?.released ?? false, since, item, code),
    );
    await parts.batches.putProgress(refOf(batch), progress);
  }
  return { ...progress, phase: 'finalizing', sealed: true, finalizingAt: new Date().toISOString() };
}

const rank = ({ segments }: BatchProgress, at: number): number => (segments[at]?.released ? 0 : 1);

/** Ordinary work that the batch has neither let go nor held back goes on. */
async function stopItem(
  { work }: RunningParts,
  batch: BatchRecord,
  released: boolean,
  since: Since,
  { study = '' }: Item,
  code: StopCode,
): Promise<Outcome> {
  const ref = { tenant: batch.tenant, study };
  const finding = await work.look(ref, since);
  if (finding.settled !== null) return finding.settled;
  const own = released || finding.priority === 'urgent' || (await work.isHeldBy(ref, refOf(batch)));
  if (own) await work.stop(ref, refOf(batch), finding.revision, code);
  return stopped(code);
}

/** What Redis told of, and now and then everything that was let go: Redis may have lost both the telling and the job (I1). */
async function settleEnded(parts: RunningParts, batch: BatchRecord, before: BatchProgress, now: Date) {
  const ref = refOf(batch);
  const sweep = now.getTime() - Date.parse(before.sweptAt ?? batch.createdAt) >= parts.sweepMs;
  const told = await withRedis('asking which studies ended', () => parts.ended.ended(ref));
  let progress = before;
  for (const [segment, counted] of before.segments.entries()) {
    const studies = told.get(segment);
    const whole = sweep && counted.released && left(counted) > 0;
    if (!studies && !whole) continue;
    const again = whole ? { release: true } : { release: false };
    progress = await eachOpen(parts, batch, progress, segment, whole ? undefined : studies, (item, since) =>
      settleItem(parts, ref, segment, since, item, again),
    );
    await parts.batches.putProgress(ref, progress);
    if (studies) await withRedis('noting what ended', () => parts.ended.forget(ref, segment, studies));
  }
  return sweep ? { ...progress, sweptAt: now.toISOString() } : progress;
}

async function releaseMore(parts: RunningParts, batch: BatchRecord, before: BatchProgress, now: Date) {
  const ref = refOf(batch);
  let progress = before;
  for (const segment of before.segments.keys()) {
    if (progress.segments[segment]?.released) continue;
    const inFlight = progress.segments.reduce((sum, one) => sum + (one.released ? left(one) : 0), 0);
    if (inFlight >= parts.maxInFlight || (await parts.batches.isCancelled(ref))) break;
    // From here on they are the batch's own work, whatever happens on the way.
    progress = marked(progress, segment, now);
    await parts.batches.putProgress(ref, progress);
    progress = await eachOpen(parts, batch, progress, segment, undefined, (item, since) =>
      settleItem(parts, ref, segment, since, item, { release: true }),
    );
    await parts.batches.putProgress(ref, progress);
  }
  return progress;
}

function marked(progress: BatchProgress, segment: number, now: Date): BatchProgress {
  const segments = [...progress.segments];
  segments[segment] = { ...(segments[segment] as Counted), released: true };
  return { ...progress, segments, startedAt: progress.startedAt ?? now.toISOString() };
}

async function settleItem(
  { work }: RunningParts,
  ref: BatchRef,
  segment: number,
  since: Since,
  { study = '' }: Item,
  { release }: { readonly release: boolean },
): Promise<Outcome> {
  const studyRef = { tenant: ref.tenant, study };
  const finding = await work.look(studyRef, since);
  if (finding.settled === null && release) await work.release(studyRef, ref, segment, finding);
  return finding.settled;
}

/** Items without an outcome, or of these the ones of `only`; outcomes are stored before they are counted. */
async function eachOpen(
  parts: RunningParts,
  batch: BatchRecord,
  progress: BatchProgress,
  segment: number,
  only: ReadonlySet<string> | undefined,
  work: (item: Item, since: Since) => Promise<Outcome>,
): Promise<BatchProgress> {
  const ref = refOf(batch);
  const since = { at: batch.createdAt, bundle: await currentBundle(parts.studies.storage) };
  const { items, outcomes } = await parts.segments.get(ref, segment);
  const isAsked = (at: number) => outcomes[at] === null && (only?.has(items[at]?.study ?? '') ?? true);
  const open = [...items.keys()].filter(isAsked);
  await inTurn(open, looksAtOnce, async (at) => {
    outcomes[at] = await work(items[at] as Item, since);
  });
  await parts.segments.putOutcomes(ref, segment, outcomes);
  return counted(progress, segment, { items, outcomes });
}

function counted(progress: BatchProgress, segment: number, stored: Segment): BatchProgress {
  const segments = [...progress.segments];
  segments[segment] = { ...(segments[segment] as Counted), ...countOutcomes(stored) };
  return { ...progress, segments };
}

function withSample(progress: BatchProgress, now: Date): BatchProgress {
  const { completed, failed } = countsOf({ progress });
  return { ...progress, samples: sampled(progress.samples, completed + failed, now) };
}
