import { studyUid, WetreadError } from '@wetread/contracts';
import { encodeRecord, findRecord, type ResultRecord, type StudyRef, type StudyStore } from '@wetread/studies';
import { z } from 'zod';
import {
  type CorrectionRecord,
  correctionKey,
  correctionLogKey,
  correctionLogPrefix,
  correctionRecord,
  correctionsPrefix,
  newCorrectionId,
  placeInLog,
} from './correction.ts';

const logEntry = z.object({ study: studyUid });

export type NewCorrection = Omit<
  CorrectionRecord,
  'id' | 'tenant' | 'study' | 'revision' | 'bundle' | 'at' | 'wasCurrent'
>;

/** Corrections in object storage, inside the folder of their study: they go when it goes. */
export class CorrectionStore {
  readonly #studies: StudyStore;

  constructor(studies: StudyStore) {
    this.#studies = studies;
  }

  /** Durable when it resolves (I2). @throws WetreadError not_found: no such study, or no such result of it */
  async add(ref: StudyRef, given: NewCorrection): Promise<CorrectionRecord> {
    const result = await this.#resultOf(ref, given.result);
    const newest = await this.#studies.findNewestResult(ref);
    const record: CorrectionRecord = {
      ...given,
      tenant: ref.tenant,
      study: ref.study,
      id: newCorrectionId(),
      revision: result.revision,
      bundle: result.bundle.digest,
      at: new Date().toISOString(),
      wasCurrent: newest?.id === result.id,
    };
    const { storage } = this.#studies;
    // The entry first: one without its correction is passed over, a correction without its entry would never be exported.
    await storage.putIfAbsent(correctionLogKey(record), encodeRecord({ study: ref.study }));
    await storage.putIfAbsent(correctionKey(record), encodeRecord(record));
    if (await this.#studies.findStudy(ref)) return record;
    // Deleted meanwhile: nothing of the study may come back.
    await this.forget(ref);
    throw noStudy(ref.study);
  }

  /** The oldest first. */
  async list(ref: StudyRef): Promise<CorrectionRecord[]> {
    const found: CorrectionRecord[] = [];
    for await (const { key } of this.#studies.storage.list(correctionsPrefix(ref))) {
      const record = await findRecord(this.#studies.storage, key, correctionRecord);
      if (record) found.push(record);
    }
    return found;
  }

  /** Of all studies of a tenant, by time, one after another: a year of them is never held. */
  async *since(tenant: string, since?: string): AsyncGenerator<CorrectionRecord> {
    const { storage } = this.#studies;
    const prefix = correctionLogPrefix(tenant);
    for await (const { key } of storage.list(prefix, since === undefined ? undefined : placeInLog(tenant, since))) {
      const entry = await findRecord(storage, key, logEntry);
      if (!entry) continue;
      const place = `${correctionsPrefix({ tenant, study: entry.study })}${key.slice(prefix.length)}`;
      const record = await findRecord(storage, place, correctionRecord);
      if (record) yield record;
    }
  }

  /** Removes a study's corrections with their entries in the log. */
  async forget(ref: StudyRef): Promise<void> {
    const { storage } = this.#studies;
    const prefix = correctionsPrefix(ref);
    for await (const { key } of storage.list(prefix)) {
      await storage.delete(`${correctionLogPrefix(ref.tenant)}${key.slice(prefix.length)}`);
      await storage.delete(key);
    }
  }

  async #resultOf(ref: StudyRef, id: string): Promise<ResultRecord> {
    if (!(await this.#studies.findStudy(ref))) throw noStudy(ref.study);
    const result = (await this.#studies.listResults(ref)).find((one) => one.id === id);
    if (!result) throw new WetreadError('not_found', `This study has no result ${id}.`);
    return result;
  }
}

const noStudy = (study: string) => new WetreadError('not_found', `This tenant has no study ${study}.`);
