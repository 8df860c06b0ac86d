import { type Priority, queuePriority, RefusalError } from '@wetread/contracts';
import type { Deidentification, Deidentifier, InstanceIds } from '@wetread/deidentification';
import type { AdmissionRules } from '@wetread/dicom';
import { type JobQueues, withRedis } from '@wetread/queues';
import type { SearchIndex, StudyIndex, StudyRecord, StudyRef, StudyStore } from '@wetread/studies';
import { bytesStored, instancesReceived, refusals } from '../metrics.ts';
import { assembleId } from './assemble-id.ts';
import { type Inspected, inspect } from './inspect.ts';
import { keepInstance } from './keep-instance.ts';
import { type Protected, protect } from './protect.ts';
import { refusalRecordOf } from './refusal-records.ts';
import type { Spool, SpooledFile } from './spool.ts';

export interface IntakeParts {
  readonly store: StudyStore;
  readonly index: StudyIndex;
  readonly search: SearchIndex;
  readonly queues: JobQueues;
  readonly spool: Spool;
  readonly deidentification: Deidentification;
  readonly limits: AdmissionRules;
  /** Without a new DICOM instance for so long, a study counts as complete. */
  readonly quietMs: number;
}

export interface IntakeRequest {
  readonly tenant: string;
  readonly source: StudyRecord['source'];
  /** Calling AE title of a DICOM association. */
  readonly aeTitle?: string;
  /** The only study whose instances the request may hold. */
  readonly named?: string;
  /** What a sender said of the one instance before its data set came. */
  readonly announced?: { readonly sop: string; readonly sopClass: string };
  /** The study of a file that names none. */
  studyFor(sha256: string): string;
  readonly pictures: boolean;
}

/** What the sender says of all its studies. */
export interface SenderNote {
  readonly priority: Priority;
  readonly patientId?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** How many each study has in all. */
  readonly instances?: number;
}

/** What became of one file. */
export interface Taken {
  readonly study: string;
  readonly sop?: string;
  readonly series?: string;
  readonly sopClass?: string;
  /** As the sender knows the instance, where it was de-identified. */
  readonly sent?: InstanceIds;
  readonly refusal?: RefusalError;
}

/** What the files themselves say of their study; the first that says it counts. */
type Said = Pick<StudyRecord, 'patientId' | 'accession' | 'studyDate'>;

interface Touched {
  readonly said: { -readonly [K in keyof Said]: Said[K] };
  /** Of its stored DICOM instances. */
  readonly series: Set<string>;
  /** Of DICOM instances, more of which may follow in other requests. */
  growing: boolean;
  /** The most that any file says its study has in all. */
  instances: number;
}

/**
 * Takes in the files of one request. A study is marked as pending first, so that the reconciler finds it whatever
 * happens next; then come bytes, records, index and job; and only when `finish` has resolved may the sender be told
 * (I2). Every step can be done twice.
 */
export class Intake {
  readonly #parts: IntakeParts;
  readonly #request: IntakeRequest;
  readonly #receivedAt = new Date().toISOString();
  readonly #touched = new Map<string, Touched>();
  #asked: Promise<Deidentifier | undefined> | undefined;

  constructor(parts: IntakeParts, request: IntakeRequest) {
    this.#parts = parts;
    this.#request = request;
  }

  /** @throws WetreadError storage_unavailable, queue_unavailable; what is wrong with the file itself is in the answer */
  async take(chunks: AsyncIterable<Uint8Array>): Promise<Taken> {
    const { spool, limits } = this.#parts;
    const file = await spool.take(chunks);
    try {
      const deidentifier = await this.#deidentifier();
      // Text in the pixels would tell what the header no longer does.
      const found = await inspect(file, deidentifier ? { ...limits, burnedInAnnotation: 'refuse' } : limits);
      const refusal = await this.#objection(found);
      const judged = refusal ? { ...found, refusal } : found;
      if (!deidentifier) return await this.#sort({ file, found: judged });
      const bare = await protect(file, judged, deidentifier, spool);
      return await this.#sort(bare, deidentifier).finally(() => bare.file.remove());
    } finally {
      await file.remove();
    }
  }

  /** Hands every study over to assembly. @throws WetreadError storage_unavailable, queue_unavailable */
  async finish(note: SenderNote): Promise<void> {
    for (const [study, touched] of this.#touched) await this.#handOver(study, touched, note);
  }

  /** Takes back a study that only this request can know of. */
  async withdraw(given: string): Promise<void> {
    const study = (await this.#deidentifier())?.uid(given) ?? given;
    if (!this.#touched.delete(study)) return;
    const ref = { tenant: this.#request.tenant, study };
    await this.#parts.store.deleteStudy(ref);
    await withRedis('forgetting a study', async () => {
      await this.#parts.index.remove(ref);
      await this.#parts.search.remove(ref);
    });
  }

  async #sort({ file, found, content, sent, identity }: Protected, deidentifier?: Deidentifier): Promise<Taken> {
    const { tenant, source } = this.#request;
    const { deidentification, index } = this.#parts;
    const study = await this.#studyOf(file, found, deidentifier);
    const ref = { tenant, study };
    await withRedis('marking a study as pending', () => index.markPending(ref));
    this.#touch(study, found);
    if (identity) await deidentification.identities.put(tenant, identity);
    const refusal = found.refusal ?? (await this.#keep(ref, file, found, content));
    if (refusal) await this.#recordRefusal(ref, file, found, refusal, deidentifier);
    else if (found.series !== undefined) this.#touched.get(study)?.series.add(found.series);
    instancesReceived.inc({ source, outcome: refusal ? 'refused' : 'stored' });
    const sop = found.record?.(study).sop ?? found.sop;
    return {
      study,
      ...(sop !== undefined && { sop }),
      ...(found.series !== undefined && { series: found.series }),
      ...(found.sopClass !== undefined && { sopClass: found.sopClass }),
      ...(sent && { sent }),
      ...(refusal && { refusal }),
    };
  }

  /** How this tenant's files are de-identified does not change within a request. */
  #deidentifier(): Promise<Deidentifier | undefined> {
    this.#asked ??= this.#parts.deidentification.of(this.#request.tenant);
    return this.#asked;
  }

  /** The address of a request may name the study by what stands for it, also where files are stored as they come by now. */
  async #isNamed(study: string | undefined): Promise<boolean> {
    const { named, tenant } = this.#request;
    if (study === undefined || study === named) return study === named;
    return (await this.#parts.deidentification.pseudonymsOf(tenant))?.uid(study) === named;
  }

  async #studyOf({ sha256 }: SpooledFile, { study }: Inspected, deidentifier?: Deidentifier): Promise<string> {
    const { named, studyFor } = this.#request;
    if (!deidentifier) return (await this.#isNamed(study)) && study ? study : (named ?? study ?? studyFor(sha256));
    return study ?? named ?? deidentifier.uid(studyFor(deidentifier.pseudonyms.digest(sha256)));
  }

  #touch(study: string, found: Inspected): void {
    const touched = this.#touched.get(study) ?? { said: {}, series: new Set(), growing: false, instances: 0 };
    for (const field of ['patientId', 'accession', 'studyDate'] as const) {
      const value = touched.said[field] ?? found[field];
      if (value !== undefined) touched.said[field] = value;
    }
    touched.instances = Math.max(touched.instances, found.instances ?? 0);
    touched.growing ||= found.study !== undefined || !this.#request.pictures;
    this.#touched.set(study, touched);
  }

  /** By what the file itself says. */
  async #objection(found: Inspected): Promise<RefusalError | undefined> {
    const { named, announced, pictures } = this.#request;
    if (found.refusal) return found.refusal;
    if (found.study === undefined && !pictures) return new RefusalError('not_dicom', 'Send pictures as an upload.');
    if (announced && (found.sop !== announced.sop || found.sopClass !== announced.sopClass)) {
      return new RefusalError('missing_identifier', 'The command announced another instance than the data set is.');
    }
    if (named === undefined || (await this.#isNamed(found.study))) return undefined;
    return new RefusalError('study_uid_mismatch');
  }

  async #keep(ref: StudyRef, file: SpooledFile, found: Inspected, content?: string): Promise<RefusalError | undefined> {
    if (!found.record) return undefined;
    const record = { ...found.record(ref.study), receivedAt: new Date().toISOString() };
    const kept = await keepInstance(this.#parts.store, ref, record, file, content);
    if (kept === 'conflict') return new RefusalError('instance_conflict');
    if (kept === 'stored') bytesStored.inc(record.bytes);
    return undefined;
  }

  async #recordRefusal(
    ref: StudyRef,
    file: SpooledFile,
    found: Inspected,
    refusal: RefusalError,
    deidentifier?: Deidentifier,
  ): Promise<void> {
    refusals.inc({ code: refusal.code });
    const what = deidentifier?.pseudonyms.digest(file.sha256) ?? file.sha256;
    const about = { study: ref.study, what, instance: found.sop };
    await this.#parts.store.putRefusal(ref, refusalRecordOf(refusal, about));
  }

  async #handOver(study: string, touched: Touched, note: SenderNote): Promise<void> {
    const { store, queues, quietMs } = this.#parts;
    const { tenant, source, aeTitle } = this.#request;
    const ref = { tenant, study };
    const { patientId, metadata } = await this.#saidBySender(study, note);
    const record = await store.putStudy({
      ...ref,
      receivedAt: this.#receivedAt,
      source,
      priority: note.priority,
      ...touched.said,
      ...(aeTitle !== undefined && { aeTitle }),
      ...(patientId !== undefined && { patientId }),
      ...(metadata && { metadata: { ...metadata } }),
    });
    await withRedis('listing a study', () => this.#list(record, [...touched.series]));
    await queues.add('study.assemble', ref, {
      priority: queuePriority[record.priority],
      debounce: { id: assembleId(ref), quietMs: (await this.#mayGrow(ref, touched, note)) ? quietMs : 0 },
    });
  }

  /** A study that has a revision keeps its row until the next revision is made. */
  async #list(record: StudyRecord, series: readonly string[]): Promise<void> {
    const { store, index, search } = this.#parts;
    const { tenant, study, receivedAt, priority } = record;
    if (await store.findLatestRevision(record)) return search.put(record, series);
    const row = { tenant, study, receivedAt, priority, status: 'received', revision: 0 } as const;
    await index.put({ ...row, updatedAt: this.#receivedAt }, await search.additions(record, series));
  }

  /** What a sender says of a de-identified study is sealed with whom it is of; nobody knows what metadata holds. */
  async #saidBySender(study: string, note: SenderNote): Promise<Pick<SenderNote, 'patientId' | 'metadata'>> {
    const deidentifier = await this.#deidentifier();
    if (!deidentifier) return note;
    const { patientId, metadata } = note;
    if (patientId === undefined && !metadata) return {};
    await this.#parts.deidentification.identities.put(this.#request.tenant, {
      study,
      original: { ...(patientId !== undefined && { patientId }) },
      shiftDays: 0,
      ...(metadata && { metadata: { ...metadata } }),
    });
    return patientId === undefined ? {} : { patientId: deidentifier.pseudonyms.patient(patientId) };
  }

  /** Where the sender says how many there are, their number ends the quiet time; a late one makes the next revision. */
  async #mayGrow(ref: StudyRef, touched: Touched, note: SenderNote): Promise<boolean> {
    if (!touched.growing) return false;
    const expected = note.instances ?? touched.instances;
    return expected === 0 || (await this.#parts.store.countKnown(ref)) < expected;
  }
}
