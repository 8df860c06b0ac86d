import { WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import type { z } from 'zod';

/** Reads a JSON record. @throws WetreadError not_found, record_invalid */
export async function readRecord<S extends z.ZodType>(
  storage: ObjectStorage,
  key: string,
  schema: S,
): Promise<z.infer<S>> {
  const bytes = await storage.get(key);
  const parsed = schema.safeParse(parseJson(bytes, key));
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new WetreadError('record_invalid', `${key} does not have the expected fields: ${fields}.`);
}

/** As `readRecord`, and undefined where nothing is stored. */
export async function findRecord<S extends z.ZodType>(
  storage: ObjectStorage,
  key: string,
  schema: S,
): Promise<z.infer<S> | undefined> {
  try {
    return await readRecord(storage, key, schema);
  } catch (error) {
    if (error instanceof WetreadError && error.code === 'not_found') return undefined;
    throw error;
  }
}

export const encodeRecord = (record: unknown): Buffer => Buffer.from(`${JSON.stringify(record)}\n`);

function parseJson(bytes: Buffer, key: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new WetreadError('record_invalid', `${key} is not JSON.`, { cause: error });
  }
}
