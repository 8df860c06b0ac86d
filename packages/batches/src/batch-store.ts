import { WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { encodeRecord, findRecord } from '@wetread/studies';
import type { BatchRef } from './keys.ts';
import * as keys from './keys.ts';
import {
  type BatchEnd,
  type BatchProgress,
  type BatchRecord,
  type BatchState,
  batchEnd,
  batchProgress,
  batchRecord,
  stopOrder,
} from './records.ts';

/** All that storage says of a batch beside its items. */
export interface BatchView {
  readonly batch: BatchRecord;
  readonly progress: BatchProgress;
  readonly cancelledAt?: string;
  readonly end?: BatchEnd;
}

export interface BatchPage {
  readonly batches: BatchView[];
  readonly next?: string;
}

export const newProgress: BatchProgress = {
  phase: 'validating',
  segments: [],
  sealed: false,
  samples: [],
};

const cursorForm = /^\d{13}-batch_[0-9a-f]{32}\.json$/;
const empty = Buffer.from('{}\n');

/** Batches in object storage, the system of record (I1). What was asked, a cancellation and the end are written once. */
export class BatchStore {
  readonly storage: ObjectStorage;

  constructor(storage: ObjectStorage) {
    this.storage = storage;
  }

  /**
   * The mark of an open batch comes first: a batch that nobody would run must not exist. What it needs beside its record
   * has to be stored before.
   */
  async create(batch: BatchRecord): Promise<void> {
    const ref = refOf(batch);
    await this.storage.put(keys.openKey(ref), empty);
    await this.storage.put(keys.batchListKey(ref, listedAt(batch)), empty);
    await this.storage.putIfAbsent(keys.batchKey(ref), encodeRecord(batch));
  }

  findBatch(ref: BatchRef): Promise<BatchRecord | undefined> {
    return findRecord(this.storage, keys.batchKey(ref), batchRecord);
  }

  async find(ref: BatchRef): Promise<BatchView | undefined> {
    const [batch, progress, cancel, end] = await Promise.all([
      this.findBatch(ref),
      findRecord(this.storage, keys.progressKey(ref), batchProgress),
      findRecord(this.storage, keys.cancelKey(ref), stopOrder),
      findRecord(this.storage, keys.endKey(ref), batchEnd),
    ]);
    if (!batch) return undefined;
    return {
      batch,
      progress: progress ?? newProgress,
      ...(cancel && { cancelledAt: cancel.at }),
      ...(end && { end }),
    };
  }

  /** Newest first. @throws WetreadError invalid_request where the cursor is not one of ours */
  async list(tenant: string, limit: number, cursor?: string): Promise<BatchPage> {
    const prefix = keys.batchListPrefix(tenant);
    const names: string[] = [];
    for await (const { key } of this.storage.list(prefix, cursor && prefix + decodeCursor(cursor))) {
      names.push(key.slice(prefix.length));
      if (names.length > limit) break;
    }
    const page = names.slice(0, limit);
    const found = await Promise.all(page.map((name) => this.find({ tenant, batch: name.slice(14, -'.json'.length) })));
    const last = page.at(-1);
    return {
      batches: found.filter((view) => view !== undefined),
      ...(names.length > limit && last && { next: Buffer.from(last).toString('base64url') }),
    };
  }

  async putProgress(ref: BatchRef, progress: BatchProgress): Promise<void> {
    await this.storage.put(keys.progressKey(ref), encodeRecord(progress));
  }

  /** Quiet where it was asked for before. */
  async cancel(ref: BatchRef, now = new Date()): Promise<void> {
    await this.storage.putIfAbsent(keys.cancelKey(ref), encodeRecord({ at: now.toISOString() }));
  }

  isCancelled(ref: BatchRef): Promise<boolean> {
    return this.storage.has(keys.cancelKey(ref));
  }

  /** @returns the first end of the batch, which stays its only one (I3) */
  async putEnd(ref: BatchRef, end: BatchEnd): Promise<BatchEnd> {
    if (await this.storage.putIfAbsent(keys.endKey(ref), encodeRecord(end))) return end;
    return (await findRecord(this.storage, keys.endKey(ref), batchEnd)) ?? end;
  }

  async markEnded(ref: BatchRef): Promise<void> {
    await this.storage.delete(keys.openKey(ref));
  }

  /** Of every tenant. */
  async *listOpen(): AsyncIterable<BatchRef> {
    for await (const { key } of this.storage.list(keys.openPrefix)) {
      const [tenant = '', name = ''] = key.slice(keys.openPrefix.length).split('/');
      yield { tenant, batch: name.replace(/\.json$/, '') };
    }
  }
}

export const refOf = ({ tenant, id }: BatchRecord): BatchRef => ({ tenant, batch: id });

/** Whoever makes the batch of a night first lists it at the same place. */
const listedAt = ({ createdAt, source }: BatchRecord): Date =>
  new Date(source.kind === 'rule' ? source.opensAt : createdAt);

export interface RequestCounts {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
}

/** Derived from the segments, or as fixed at the end. */
export function countsOf({ progress, end }: Pick<BatchView, 'progress' | 'end'>): RequestCounts {
  if (end) return { total: end.total, completed: end.completed, failed: end.failed };
  const sum = (field: 'items' | 'completed' | 'failed') =>
    progress.segments.reduce((total, segment) => total + segment[field], 0);
  return { total: sum('items'), completed: sum('completed'), failed: sum('failed') };
}

export function stateOf({ progress, cancelledAt, end }: BatchView): BatchState {
  if (end) return end.state;
  if (cancelledAt !== undefined) return 'cancelling';
  return progress.phase;
}

function decodeCursor(cursor: string): string {
  const name = Buffer.from(cursor, 'base64url').toString('utf8');
  if (cursorForm.test(name)) return name;
  throw new WetreadError('invalid_request', 'The cursor is not one that a page of this list gave.');
}
