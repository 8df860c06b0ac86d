import { type InstanceRecord, keys, type StudyRef, type StudyStore } from '@wetread/studies';

/**
 * Makes an instance durable: the claim to its UID, its bytes and where it is, then its record. After a crash between any
 * two of these the same content goes on where it stopped, and other content is a conflict.
 *
 * @param path of the file of its bytes, which may be moved away
 * @param content a digest of the file as it was sent, where what is stored depends on more than the file
 */
export async function keepInstance(
  store: StudyStore,
  ref: StudyRef,
  record: InstanceRecord,
  path: string,
  content = record.sha256,
): Promise<'stored' | 'known' | 'conflict'> {
  const claim = await store.claimInstance(ref, record.sop, content);
  if (claim === 'other') return 'conflict';
  if (claim === 'same' && (await store.findInstance(ref, record.sop))) return 'known';
  const key = keys.instanceFileKey(ref, record.sop, record.format);
  await allDone([store.storage.putFile(key, path), store.putWhereabouts(ref, record.sop)]);
  await store.putInstance(ref, record);
  return 'stored';
}

/** Where one fails the others end first: nothing is written any more when the sender is told. */
async function allDone(works: readonly Promise<unknown>[]): Promise<void> {
  for (const done of await Promise.allSettled(works)) if (done.status === 'rejected') throw done.reason;
}
