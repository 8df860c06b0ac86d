import { keys, type StudyStore } from '@wetread/studies';

/** A slice of the walk, so that other work of the reconciler has its turn. */
const SLICE_MS = 5_000;

/**
 * Says of every instance in which study it is, where that is not said yet: of those that were stored before storage kept
 * it. Storage remembers how far a walk came, and that one came to its end; instances stored since say it themselves.
 *
 * @returns how many were found anew
 * @throws WetreadError storage_unavailable
 */
export async function indexInstances(store: StudyStore, sliceMs = SLICE_MS): Promise<number> {
  const progress = await store.findWhereaboutsWalk();
  if (progress?.done) return 0;
  const until = Date.now() + sliceMs;
  let found = 0;
  for await (const { key } of store.storage.list(keys.tenantsPrefix, progress?.after ?? '')) {
    if (await note(store, key)) found++;
    if (Date.now() < until) continue;
    await store.putWhereaboutsWalk({ done: false, after: key });
    return found;
  }
  await store.putWhereaboutsWalk({ done: true });
  return found;
}

async function note(store: StudyStore, key: string): Promise<boolean> {
  const at = keys.instanceOfKey(key);
  if (!at || !(await store.putWhereabouts(at, at.sop))) return false;
  // Deleted meanwhile, and what was said of it before this was.
  const isThere = await store.storage.has(key);
  if (!isThere) await store.storage.delete(keys.whereaboutsKey(at.tenant, at.sop));
  return isThere;
}
