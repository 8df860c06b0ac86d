import { makeEvent, type StoredEvent } from '@wetread/contracts';
import type { JobQueues } from '@wetread/queues';
import {
  announce,
  keys,
  type ResultRecord,
  readRecord,
  resultRecord,
  type StudyRef,
  type StudyStore,
} from '@wetread/studies';

/**
 * Tells which summary a new one replaces: that of an earlier revision, or of the same one by another bundle. Both
 * neighbours are told of, for the earlier reading may have ended last; the pair is the event's identity (I3).
 */
export async function tellSuperseded(studies: StudyStore, queues: JobQueues, summarized: StoredEvent): Promise<void> {
  const { tenant, data } = summarized;
  const results = await resultsOf(studies, { tenant, study: String(data.study) });
  const at = results.findIndex(({ id }) => id === data.result);
  for (const [before, after] of pairs(results).slice(Math.max(0, at - 1), at + 1)) {
    const { study, revision, id: result, createdAt } = after;
    const superseded = { supersededRevision: before.revision, supersededResult: before.id };
    const now = new Date(createdAt);
    await announce(
      studies,
      queues,
      makeEvent(tenant, 'study.superseded', { study, revision, result, ...superseded }, { now }),
    );
  }
}

const pairs = (results: ResultRecord[]): [ResultRecord, ResultRecord][] =>
  results.slice(1).map((after, i) => [results[i] as ResultRecord, after]);

/** In the order in which they hold. Most studies have one, and then nothing is read. */
async function resultsOf({ storage }: StudyStore, ref: StudyRef): Promise<ResultRecord[]> {
  const names: string[] = [];
  for await (const { key } of storage.list(keys.resultsPrefix(ref))) names.push(key);
  if (names.length < 2) return [];
  const results = await Promise.all(names.map((key) => readRecord(storage, key, resultRecord)));
  return results.sort((a, b) => a.revision - b.revision || a.createdAt.localeCompare(b.createdAt));
}
