import type { Readable } from 'node:stream';
import { type InstanceRecord, keys, type StudyRef, type StudyStore } from '@wetread/studies';

/**
 * Makes an instance durable: the claim to its UID, its bytes, where it is, then its record. After a crash between any two of these
 * the same content goes on where it stopped, and other content is a conflict.
 *
 * @param content a digest of the file as it was sent, where what is stored depends on more than the file
 */
export async function keepInstance(
  store: StudyStore,
  ref: StudyRef,
  record: InstanceRecord,
  read: () => Readable,
  content = record.sha256,
): Promise<'stored' | 'known' | 'conflict'> {
  const claim = await store.claimInstance(ref, record.sop, content);
  if (claim === 'other') return 'conflict';
  if (claim === 'same' && (await store.findInstance(ref, record.sop))) return 'known';
  await store.storage.put(keys.instanceFileKey(ref, record.sop, record.format), read());
  await store.putWhereabouts(ref, record.sop);
  await store.putInstance(ref, record);
  return 'stored';
}
