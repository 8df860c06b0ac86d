import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type BatchQuery, type BatchRecord, type BatchStore, batchKeys, newBatchId, refOf } from '@wetread/batches';
import { WetreadError } from '@wetread/contracts';
import type { OriginalNames } from '@wetread/deidentification';
import type { JobQueues } from '@wetread/queues';
import { hiddenLines } from './hidden-items.ts';

/** Makes batches: what was asked is stored before anybody is told (I2), and looked at by the batch's own job. */

export interface BatchIntakeParts {
  readonly batches: BatchStore;
  readonly queues: JobQueues;
  readonly names: OriginalNames;
  readonly maxInputBytes: number;
}

export interface BatchOptions {
  readonly metadata?: Record<string, string> | undefined;
  readonly window?: BatchRecord['window'];
  readonly due_at?: string | undefined;
  readonly expires_at?: string | undefined;
}

export type BatchInput =
  | { readonly lines: Readable }
  | { readonly items: readonly { readonly study: string; readonly custom_id?: string | undefined }[] }
  | { readonly query: BatchQuery };

const weekMs = 7 * 86_400_000;

/** @throws WetreadError invalid_request, too_large, storage_unavailable, queue_unavailable */
export async function takeBatch(
  { batches, queues, names, maxInputBytes }: BatchIntakeParts,
  tenant: string,
  input: BatchInput,
  options: BatchOptions,
): Promise<BatchRecord> {
  const record = recordOf(tenant, input, options, new Date());
  const kept = 'query' in input ? undefined : await names.ofList(tenant, record.id);
  const batch = kept ? { ...record, source: { kind: 'input', parsed: true } as const } : record;
  const key = batchKeys.inputKey(refOf(batch));
  if (!('query' in input)) {
    const lines = 'items' in input ? listed(input.items) : bounded(input.lines, maxInputBytes);
    await batches.storage.put(key, kept ? textOf(hiddenLines(lines, kept)) : lines);
  }
  await batches.create(batch);
  await queues.add('batch.advance', refOf(batch));
  return batch;
}

const textOf = (lines: Iterable<string> | AsyncIterable<string>): Readable =>
  Readable.from(lines, { objectMode: false });
const listed = (items: readonly object[]): Readable =>
  textOf([items.map((item) => `${JSON.stringify(item)}\n`).join('')]);

function recordOf(tenant: string, input: BatchInput, options: BatchOptions, now: Date): BatchRecord {
  const { metadata, window, due_at, expires_at } = options;
  const expiresAt = expires_at === undefined ? new Date(now.getTime() + weekMs) : new Date(expires_at);
  if (expiresAt <= now) throw new WetreadError('invalid_request', 'expires_at: the time has passed already.');
  return {
    id: newBatchId(),
    tenant,
    createdAt: now.toISOString(),
    source: 'query' in input ? { kind: 'query', query: input.query } : { kind: 'input' },
    ...(metadata && { metadata }),
    ...(window && { window }),
    ...(due_at !== undefined && { dueAt: new Date(due_at).toISOString() }),
    expiresAt: expiresAt.toISOString(),
  };
}

/** An upload that breaks off or is too large leaves nothing behind: storage drops what it was given of a failed stream. */
function bounded(lines: Readable, maxBytes: number): Readable {
  const passage = new PassThrough();
  let bytes = 0;
  async function* counting(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new WetreadError('too_large', `An upload has at most ${maxBytes} bytes.`);
      yield chunk;
    }
  }
  // Its failure is the passage's, which storage reports.
  pipeline(lines, counting, passage).catch(() => undefined);
  return passage;
}
