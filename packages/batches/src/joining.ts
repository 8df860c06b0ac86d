import type { ObjectStorage } from '@wetread/storage';
import { encodeRecord, type StudyRecord, type StudyRef } from '@wetread/studies';
import { BatchStore } from './batch-store.ts';
import * as keys from './keys.ts';
import { type BatchRecord, nightBatchId, type RuleRecord } from './records.ts';
import { matches, RuleStore } from './rule-store.ts';
import { type Night, nextAt, nightOf } from './window.ts';

const daysToFinish = 7;

/**
 * The side of batches that ingest sees: which studies join tonight's batch, and which wait. All of it may run twice: a
 * batch's id follows from rule and night, and a study is a member once.
 */
export class Joining {
  readonly #storage: ObjectStorage;
  readonly #rules: RuleStore;
  readonly #batches: BatchStore;

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
    this.#rules = new RuleStore(storage);
    this.#batches = new BatchStore(storage);
  }

  /** Lets a routine study join the night's batch where a rule says so. @returns whether it has to wait, and not be read now */
  async mustWait(study: StudyRecord, now = new Date()): Promise<boolean> {
    if (study.priority !== 'routine') return false;
    const rule = (await this.#rules.list(study.tenant)).find((one) => matches(one, study));
    if (rule) await this.#join(rule, study, now);
    return this.isHeld(study);
  }

  /** Whether a batch that has not ended wants the study to wait for its window. */
  async isHeld(ref: StudyRef): Promise<boolean> {
    const prefix = keys.holdsPrefix(ref);
    for await (const { key } of this.#storage.list(prefix)) {
      const batch = key.slice(prefix.length).replace(/\.json$/, '');
      if (await this.#isRunning({ tenant: ref.tenant, batch })) return true;
    }
    return false;
  }

  async #join(rule: RuleRecord, { tenant, study }: StudyRecord, now: Date): Promise<void> {
    const night = nightOf(rule.window, now);
    const ref = { tenant, batch: nightBatchId(tenant, rule.id, night.date) };
    if (await this.#storage.has(keys.memberKey(ref, study))) return;
    if (!(await this.#batches.findBatch(ref))) await this.#batches.create(nightBatch(rule, night, now));
    // Cancelled or over: what comes now is read as if there were no rule.
    if (!(await this.#isRunning(ref)) || (await this.#batches.isCancelled(ref))) return;
    // In the night itself it is one of the batch's studies, and has nothing to wait for.
    if (night.opensAt > now) await hold(this.#storage, { tenant, study }, ref.batch, now);
    await this.#storage.put(keys.arrivalKey(ref, study), Buffer.from('{}\n'));
    await this.#storage.putIfAbsent(keys.memberKey(ref, study), Buffer.from('{}\n'));
  }

  async #isRunning(ref: keys.BatchRef): Promise<boolean> {
    return (await this.#storage.has(keys.batchKey(ref))) && !(await this.#storage.has(keys.endKey(ref)));
  }
}

export async function hold(storage: ObjectStorage, ref: StudyRef, batch: string, now = new Date()): Promise<void> {
  await storage.put(keys.holdKey(ref, batch), encodeRecord({ batch, at: now.toISOString() }));
}

export function nightBatch(rule: RuleRecord, night: Night, now: Date): BatchRecord {
  const { tenant, id, window, due, metadata, name } = rule;
  const { date, opensAt, closesAt } = night;
  return {
    id: nightBatchId(tenant, id, date),
    tenant,
    createdAt: now.toISOString(),
    source: {
      kind: 'rule',
      rule: id,
      night: date,
      opensAt: opensAt.toISOString(),
      closesAt: closesAt.toISOString(),
    },
    metadata: { ...metadata, ...(name !== undefined && { rule: name }) },
    window,
    ...(due !== undefined && { dueAt: nextAt(window, due, opensAt).toISOString() }),
    expiresAt: new Date(closesAt.getTime() + daysToFinish * 86_400_000).toISOString(),
  };
}
