import { WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import type { z } from 'zod';

/** @returns undefined where nothing is stored. @throws WetreadError record_invalid, storage_unavailable */
export async function readStored<S extends z.ZodType>(
  storage: ObjectStorage,
  path: string,
  schema: S,
): Promise<z.infer<S> | undefined> {
  try {
    return schema.parse(JSON.parse((await storage.get(path)).toString('utf8')));
  } catch (error) {
    if (error instanceof WetreadError && error.code === 'not_found') return undefined;
    if (error instanceof WetreadError) throw error;
    const advice = 'Restore it from a backup, or delete it and make it anew.';
    throw new WetreadError('record_invalid', `The account record ${path} cannot be read. ${advice}`, { cause: error });
  }
}

export const encodeStored = (record: unknown): Buffer => Buffer.from(`${JSON.stringify(record)}\n`);

/** Another's damaged record must not keep this one from being found. */
export function unlessDamaged(error: unknown): undefined {
  if (!(error instanceof WetreadError && error.code === 'record_invalid')) throw error;
}
