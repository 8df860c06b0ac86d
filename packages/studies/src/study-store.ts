import { type StoredEvent, WetreadError } from '@wetread/contracts';
import type { ObjectStorage, StoredObject } from '@wetread/storage';
import type { z } from 'zod';
import { encodeRecord, findRecord, readRecord } from './json-records.ts';
import type { StudyRef } from './keys.ts';
import * as keys from './keys.ts';
import {
  type FailureRecord,
  failureRecord,
  type InstanceRecord,
  instanceRecord,
  type RefusalRecord,
  type ResultRecord,
  type RevisionRecord,
  refusalRecord,
  resultRecord,
  revisionRecord,
  type StudyRecord,
  storedEvent,
  studyRecord,
  type WhereaboutsWalk,
  whereabouts,
  whereaboutsWalk,
} from './records.ts';

const MOST_WRITTEN = 1_000;

/** Whether content may be stored as an instance: nothing was before, the same was, or other content. */
export type Claim = 'new' | 'same' | 'other';

const claimOf = (found: string | undefined, content: string): Claim =>
  found === undefined ? 'new' : found === content ? 'same' : 'other';

/** A study's records in object storage, the system of record (I1). */
export class StudyStore {
  readonly storage: ObjectStorage;
  /** By key: records of studies that this process made durable, or is about to, the latest of them. */
  readonly #written = new Map<string, Promise<unknown>>();

  constructor(storage: ObjectStorage) {
    this.storage = storage;
  }

  hasStudy(ref: StudyRef): Promise<boolean> {
    return this.storage.has(keys.studyKey(ref));
  }

  findStudy(ref: StudyRef): Promise<StudyRecord | undefined> {
    return findRecord(this.storage, keys.studyKey(ref), studyRecord);
  }

  /** Keeps the record of the first instance; a later sender may only make the study more urgent. */
  async putStudy(record: StudyRecord): Promise<StudyRecord> {
    const key = keys.studyKey(record);
    const stored = (await this.#findWritten(record)) ?? (await this.#writeStudy(record));
    if (record.priority !== 'urgent' || stored.priority === 'urgent') return stored;
    const urgent = { ...stored, priority: record.priority };
    await this.storage.put(key, encodeRecord(urgent));
    return urgent;
  }

  findInstance(ref: StudyRef, sop: string): Promise<InstanceRecord | undefined> {
    return findRecord(this.storage, keys.instanceRecordKey(ref, sop), instanceRecord);
  }

  /** The first study that has an instance keeps it: no other can have one of its UID. @returns whether this call wrote */
  putWhereabouts({ tenant, study }: StudyRef, sop: string): Promise<boolean> {
    return this.storage.putIfAbsent(keys.whereaboutsKey(tenant, sop), encodeRecord({ study }));
  }

  findWhereaboutsWalk(): Promise<WhereaboutsWalk | undefined> {
    return findRecord(this.storage, keys.whereaboutsWalkKey, whereaboutsWalk);
  }

  async putWhereaboutsWalk(progress: WhereaboutsWalk): Promise<void> {
    await this.storage.put(keys.whereaboutsWalkKey, encodeRecord(progress));
  }

  /** An instance that is durable, found by its UID alone. */
  async locateInstance(
    tenant: string,
    sop: string,
  ): Promise<{ readonly study: string; readonly instance: InstanceRecord } | undefined> {
    const found = await findRecord(this.storage, keys.whereaboutsKey(tenant, sop), whereabouts);
    const instance = found && (await this.findInstance({ tenant, study: found.study }, sop));
    return instance && { study: found.study, instance };
  }

  /** @returns whether this call wrote: the first writer of a SOP Instance UID wins */
  putInstance(ref: StudyRef, record: InstanceRecord): Promise<boolean> {
    return this.storage.putIfAbsent(keys.instanceRecordKey(ref, record.sop), encodeRecord(record));
  }

  /**
   * To be called before an instance's bytes are written: the first content claimed for a SOP Instance UID is the only
   * one stored under it, so that two senders of different content cannot overwrite each other's bytes. Its whereabouts
   * say it in the same object; an instance that another study has as well, or an earlier version stored, has a claim apart.
   */
  async claimInstance(ref: StudyRef, sop: string, content: string): Promise<Claim> {
    const at = keys.whereaboutsKey(ref.tenant, sop);
    const isFirst = await this.storage.putIfAbsent(at, encodeRecord({ study: ref.study, content }));
    const apart = keys.instanceClaimKey(ref, sop);
    if (isFirst) return claimOf(await this.#findText(apart), content);
    const told = await readRecord(this.storage, at, whereabouts);
    if (told.study === ref.study && told.content !== undefined) return claimOf(told.content, content);
    if (await this.storage.putIfAbsent(apart, Buffer.from(content))) return 'new';
    return claimOf((await this.storage.get(apart)).toString('latin1'), content);
  }

  listInstances(ref: StudyRef): Promise<InstanceRecord[]> {
    return this.#readAll(keys.instancesPrefix(ref), instanceRecord);
  }

  /** How many instances are known: stored, or refused and recorded. One both stored and refused counts once. */
  async countKnown(ref: StudyRef): Promise<number> {
    const prefix = keys.instancesPrefix(ref);
    const records = (await this.#keys(prefix)).filter((key) => key.endsWith('.json'));
    const known = new Set(records.map((key) => key.slice(prefix.length, -'.json'.length)));
    for (const { instance, id } of await this.listRefusals(ref)) known.add(instance ?? id);
    return known.size;
  }

  async putRender(ref: StudyRef, sop: string, png: Uint8Array): Promise<void> {
    await this.storage.put(keys.renderKey(ref, sop), png);
  }

  hasRender(ref: StudyRef, sop: string): Promise<boolean> {
    return this.storage.has(keys.renderKey(ref, sop));
  }

  async putRefusal(ref: StudyRef, record: RefusalRecord): Promise<void> {
    await this.storage.putIfAbsent(keys.refusalKey(ref, record.id), encodeRecord(record));
  }

  listRefusals(ref: StudyRef): Promise<RefusalRecord[]> {
    return this.#readAll(keys.refusalsPrefix(ref), refusalRecord);
  }

  /** @returns whether this call wrote */
  putRevision(ref: StudyRef, record: RevisionRecord): Promise<boolean> {
    return this.storage.putIfAbsent(keys.revisionKey(ref, record.revision), encodeRecord(record));
  }

  findRevision(ref: StudyRef, revision: number): Promise<RevisionRecord | undefined> {
    return findRecord(this.storage, keys.revisionKey(ref, revision), revisionRecord);
  }

  async findLatestRevision(ref: StudyRef): Promise<RevisionRecord | undefined> {
    const key = (await this.#keys(keys.revisionsPrefix(ref))).at(-1);
    return key === undefined ? undefined : findRecord(this.storage, key, revisionRecord);
  }

  /** @returns whether this call wrote: a second reading of the same revision and bundle changes nothing (I3) */
  putResult(record: ResultRecord): Promise<boolean> {
    return this.storage.putIfAbsent(
      keys.resultKey(record, record.revision, record.bundle.digest),
      encodeRecord(record),
    );
  }

  findResult(ref: StudyRef, revision: number, bundleDigest: string): Promise<ResultRecord | undefined> {
    return findRecord(this.storage, keys.resultKey(ref, revision, bundleDigest), resultRecord);
  }

  /** Of the results of a revision, by whichever bundle, the one written last. */
  async findResultOf(ref: StudyRef, revision: number): Promise<ResultRecord | undefined> {
    const prefix = keys.resultKey(ref, revision, '').replace(/\.json$/, '');
    const results = await this.#readAll(prefix, resultRecord);
    return results.sort((a, b) => a.createdAt.localeCompare(b.createdAt)).at(-1);
  }

  /** Every result of every revision, in the order of revisions. */
  listResults(ref: StudyRef): Promise<ResultRecord[]> {
    return this.#readAll(keys.resultsPrefix(ref), resultRecord);
  }

  /** Of the newest revision that has one; a later revision may wait to be read. */
  async findNewestResult(ref: StudyRef): Promise<ResultRecord | undefined> {
    const key = (await this.#keys(keys.resultsPrefix(ref))).at(-1);
    return key === undefined ? undefined : this.findResultOf(ref, keys.revisionOfKey(key));
  }

  /** 0 where there is none. */
  async newestRevision(ref: StudyRef): Promise<number> {
    const key = (await this.#keys(keys.revisionsPrefix(ref))).at(-1);
    return key === undefined ? 0 : keys.revisionOfKey(key);
  }

  putFailure(record: FailureRecord): Promise<boolean> {
    return this.storage.putIfAbsent(keys.failureKey(record, record.revision), encodeRecord(record));
  }

  findFailure(ref: StudyRef, revision: number): Promise<FailureRecord | undefined> {
    return findRecord(this.storage, keys.failureKey(ref, revision), failureRecord);
  }

  /** Keeps the first event of an id; the stored one is returned, so that every teller tells the same. */
  async putEvent(event: StoredEvent): Promise<StoredEvent> {
    const key = keys.eventKey(event.tenant, event.id);
    if (await this.storage.putIfAbsent(key, encodeRecord(event))) return event;
    return readRecord(this.storage, key, storedEvent);
  }

  findEvent(tenant: string, event: string): Promise<StoredEvent | undefined> {
    return findRecord(this.storage, keys.eventKey(tenant, event), storedEvent);
  }

  /** Everything of the study goes, its own record first, so that a half-done deletion reads as gone. */
  async deleteStudy(ref: StudyRef): Promise<void> {
    await this.storage.delete(keys.studyKey(ref));
    for await (const { key } of this.storage.list(keys.identitiesPrefix(ref))) await this.storage.delete(key);
    for await (const { key } of this.storage.list(keys.studyPrefix(ref))) {
      await this.#forgetWhereabouts(ref, key);
      await this.storage.delete(key);
    }
  }

  /** Every study of every tenant, in the order of keys. */
  async *listStudies(): AsyncIterable<StudyRef> {
    let last = '';
    for await (const { key } of this.storage.list(keys.tenantsPrefix)) {
      const [, tenant, kind, study] = key.split('/');
      if (kind !== 'studies' || !tenant || !study || `${tenant}/${study}` === last) continue;
      last = `${tenant}/${study}`;
      yield { tenant, study };
    }
  }

  /** For the later instances of a study it is enough to find its record, once it is durable: that of a stranger may not be yet (I2). */
  async #findWritten(ref: StudyRef): Promise<StudyRecord | undefined> {
    const key = keys.studyKey(ref);
    await this.#written.get(key)?.catch(() => undefined);
    return this.#written.has(key) ? this.findStudy(ref) : undefined;
  }

  async #writeStudy(record: StudyRecord): Promise<StudyRecord> {
    const key = keys.studyKey(record);
    const writing = this.storage.putIfAbsent(key, encodeRecord(record));
    this.#written.set(key, writing);
    const [oldest] = this.#written.keys();
    if (oldest !== undefined && this.#written.size > MOST_WRITTEN) this.#written.delete(oldest);
    try {
      return (await writing) ? record : await readRecord(this.storage, key, studyRecord);
    } catch (error) {
      this.#written.delete(key);
      throw error;
    }
  }

  /** Of the instance whose bytes, which are written before its record, have this key. */
  async #forgetWhereabouts({ tenant, study }: StudyRef, key: string): Promise<void> {
    const prefix = keys.instancesPrefix({ tenant, study });
    if (!key.startsWith(prefix) || key.endsWith('.json')) return;
    const at = keys.whereaboutsKey(tenant, key.slice(prefix.length, key.lastIndexOf('.')));
    const found = await findRecord(this.storage, at, whereabouts);
    if (found?.study === study) await this.storage.delete(at);
  }

  async #findText(key: string): Promise<string | undefined> {
    const text = await this.storage.get(key).catch((error: unknown) => {
      if (error instanceof WetreadError && error.code === 'not_found') return undefined;
      throw error;
    });
    return text?.toString('latin1');
  }

  async #keys(prefix: string): Promise<string[]> {
    const found: string[] = [];
    for await (const object of this.storage.list(prefix)) found.push(object.key);
    return found;
  }

  async #readAll<S extends z.ZodType>(prefix: string, schema: S): Promise<z.infer<S>[]> {
    const isRecord = ({ key }: StoredObject) => key.endsWith('.json');
    const records: z.infer<S>[] = [];
    for await (const object of this.storage.list(prefix)) {
      const record = isRecord(object) ? await findRecord(this.storage, object.key, schema) : undefined;
      if (record !== undefined) records.push(record);
    }
    return records;
  }
}
