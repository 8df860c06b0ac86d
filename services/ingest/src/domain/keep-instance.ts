import { type InstanceRecord, keys, type StudyRef, type StudyStore } from '@wetread/studies';
import type { SpooledFile } from './spool.ts';

/** What became of it. */
export type Kept = 'stored' | 'known' | 'conflict';

/**
 * Makes an instance durable: the claim to its UID, which also says where it is, its bytes, then its record. After a crash between any
 * two of these the same content goes on where it stopped, and other content is a conflict.
 *
 * @param file of its bytes, which may be moved away
 * @param content a digest of the file as it was sent, where what is stored depends on more than the file
 */
export async function keepInstance(
  store: StudyStore,
  ref: StudyRef,
  record: InstanceRecord,
  file: SpooledFile,
  content = record.sha256,
): Promise<Kept> {
  const key = keys.instanceFileKey(ref, record.sop, record.format);
  const claiming = claim(store, ref, record.sop, content);
  const allowed = claiming.then((kept) => kept === 'stored');
  const storing = store.storage.putFile(key, file.path, allowed);
  // Where one fails the other ends first: nothing is written any more when the sender is told.
  await Promise.allSettled([claiming, allowed, storing]);
  const kept = await claiming;
  if (await storing) file.moved();
  if (kept === 'stored') await store.putInstance(ref, record);
  return kept;
}

async function claim(store: StudyStore, ref: StudyRef, sop: string, content: string): Promise<Kept> {
  const found = await store.claimInstance(ref, sop, content);
  if (found === 'other') return 'conflict';
  return found === 'same' && (await store.findInstance(ref, sop)) ? 'known' : 'stored';
}
