import type { ObjectStorage } from '@wetread/storage';
import { encodeRecord, findRecord } from '@wetread/studies';
import { z } from 'zod';
import { currentBundleKey } from './keys.ts';

const record = z.object({ digest: z.string(), name: z.string(), version: z.string(), at: z.iso.datetime() });

/** Says which bundle readings are made with from now on; while a new one is rolled out, the last to start says it. */
export async function putCurrentBundle(
  storage: ObjectStorage,
  { digest, name, version }: { readonly digest: string; readonly name: string; readonly version: string },
): Promise<void> {
  await storage.put(currentBundleKey, encodeRecord({ digest, name, version, at: new Date().toISOString() }));
}

/** Its digest; undefined where no reader has ever started. */
export async function currentBundle(storage: ObjectStorage): Promise<string | undefined> {
  return (await findRecord(storage, currentBundleKey, record))?.digest;
}
