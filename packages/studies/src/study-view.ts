import type { StudyRef } from './keys.ts';
import type {
  FailureRecord,
  InstanceRecord,
  RefusalRecord,
  ResultRecord,
  RevisionRecord,
  StudyRecord,
  StudyStatus,
} from './records.ts';
import type { StudyRow } from './study-index.ts';
import type { StudyStore } from './study-store.ts';

/** All that storage holds of a study, and the status that follows from it. */
export interface StudyView {
  readonly study: StudyRecord;
  readonly status: StudyStatus;
  readonly instances: InstanceRecord[];
  /** Every refusal so far, also of files that no revision has seen yet. */
  readonly refusals: RefusalRecord[];
  readonly revision?: RevisionRecord;
  readonly result?: ResultRecord;
  readonly failure?: FailureRecord;
}

/** @returns undefined where the study is not there (any more) */
export async function viewStudy(store: StudyStore, ref: StudyRef): Promise<StudyView | undefined> {
  const study = await store.findStudy(ref);
  if (!study) return undefined;
  const [instances, received, revision] = await Promise.all([
    store.listInstances(ref),
    store.listRefusals(ref),
    store.findLatestRevision(ref),
  ]);
  const result = revision && (await store.findResultOf(ref, revision.revision));
  const failure = revision && !result ? await store.findFailure(ref, revision.revision) : undefined;
  return {
    study,
    status: statusOf({ revision, result, failure }),
    instances,
    refusals: mergeRefusals(received, revision?.refusals ?? []),
    ...(revision && { revision }),
    ...(result && { result }),
    ...(failure && { failure }),
  };
}

/** The view as it is once `revision`, the next one, is written: nothing has been made of it yet. */
export function withNextRevision(view: StudyView, revision: RevisionRecord): StudyView {
  const { study, instances, refusals } = view;
  return {
    study,
    status: statusOf({ revision }),
    instances,
    refusals: mergeRefusals(refusals, revision.refusals),
    revision,
  };
}

export function statusOf(of: {
  readonly revision?: RevisionRecord | undefined;
  readonly result?: ResultRecord | undefined;
  readonly failure?: FailureRecord | undefined;
}): StudyStatus {
  if (!of.revision) return 'received';
  if (of.result) return 'summarized';
  if (of.failure) return 'failed';
  return of.revision.images.length === 0 ? 'refused' : 'queued';
}

/** Whether files came in that the latest revision has not seen. */
export function hasLateFiles(view: StudyView): boolean {
  if (!view.revision) return true;
  const seen = new Set([...view.revision.instances, ...view.revision.refusals.map(({ id }) => id)]);
  return view.instances.some(({ sop }) => !seen.has(sop)) || view.refusals.some(({ id }) => !seen.has(id));
}

export function rowOf(view: StudyView, now = new Date()): StudyRow {
  const { tenant, study, receivedAt, priority } = view.study;
  const revision = view.revision?.revision ?? 0;
  return { tenant, study, receivedAt, priority, status: view.status, revision, updatedAt: now.toISOString() };
}

function mergeRefusals(...lists: readonly RefusalRecord[][]): RefusalRecord[] {
  return [...new Map(lists.flat().map((refusal) => [refusal.id, refusal])).values()];
}
