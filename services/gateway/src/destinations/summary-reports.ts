import { derivedUid, WetreadError } from '@wetread/contracts';
import type { IdentityStore, OriginalIdentity } from '@wetread/deidentification';
import {
  basicTextSr,
  type PatientStudy,
  type PlacedReference,
  type ReportedText,
  readPatientStudy,
  structuredReport,
} from '@wetread/dicom/report';
import { keys, type ResultRecord, type StudyRef, type StudyStore } from '@wetread/studies';
import { objectSource } from '../dicomweb/object-source.ts';
import type { Receiver } from '../domain/receiver.ts';

/** A summary as a DICOM object. */
export interface SummaryReport {
  readonly sopClass: string;
  readonly sop: string;
  /** Of the study that the object is in. */
  readonly study: string;
  /** A Part 10 file in explicit little endian. */
  readonly file: Buffer;
}

/** Makes structured reports of results. They are not stored: the same result gives the same bytes (I3). */
export class SummaryReports {
  readonly #studies: StudyStore;
  readonly #identities: IdentityStore;

  constructor(studies: StudyStore, identities: IdentityStore) {
    this.#studies = studies;
    this.#identities = identities;
  }

  /**
   * @param identifiers `original` files the report of a de-identified study where its sender has the study
   * @throws WetreadError not_acceptable where an image was no DICOM object, identity_unavailable, storage_unavailable
   */
  async of(result: ResultRecord, identifiers: Receiver['identifiers'] = 'stored'): Promise<SummaryReport> {
    const { tenant, study } = result;
    const images = await Promise.all(result.images.map(({ sop }) => this.#image({ tenant, study }, sop, identifiers)));
    const [first] = images;
    if (!first) throw new WetreadError('record_invalid', `Result ${result.id} names no image.`);
    const predecessor = await this.#predecessorOf(result);
    const { sop, series } = placeOf(result);
    const reported: ReportedText = {
      ...result,
      ...{ sop, series, predecessor },
      findings: result.findings || (result.impression ? '' : result.text),
      settings: settingsOf(result),
      images: images.map(({ sopClass, sop, series }) => ({ sopClass, sop, series })),
    };
    const file = structuredReport(first, reported);
    return { sopClass: basicTextSr, sop, study: first.study, file };
  }

  async #image(ref: StudyRef, sop: string, identifiers: Receiver['identifiers']): Promise<PatientStudy> {
    const instance = await this.#studies.findInstance(ref, sop);
    if (instance?.format !== 'dicom') {
      throw new WetreadError('not_acceptable', `Study ${ref.study} did not come as DICOM, and has no DICOM report.`);
    }
    const key = keys.instanceFileKey(ref, sop, 'dicom');
    const patient = await readPatientStudy(objectSource(this.#studies.storage, key, instance.bytes));
    const known = identifiers === 'original' ? await this.#identities.find(ref, sop) : undefined;
    return known ? originalPatient(patient, known.original) : patient;
  }

  /** The newest of those that came before: what comes later never changes which one that is. */
  async #predecessorOf(result: ResultRecord): Promise<PlacedReference | undefined> {
    const before = (await this.#studies.listResults(result)).filter(
      ({ id, revision, createdAt }) => id !== result.id && revision <= result.revision && createdAt < result.createdAt,
    );
    const newest = before.sort((a, b) => a.revision - b.revision || a.createdAt.localeCompare(b.createdAt)).at(-1);
    return newest && { sopClass: basicTextSr, ...placeOf(newest) };
  }
}

/** One object for tenant, study, revision and bundle (I3); one series for a device, whose name is the series'. */
function placeOf({ tenant, study, revision, bundle }: ResultRecord): { readonly sop: string; readonly series: string } {
  return {
    sop: derivedUid('sr', tenant, study, String(revision), bundle.digest),
    series: derivedUid('sr-series', tenant, study, bundle.digest),
  };
}

function settingsOf({ prompt, decoding }: ResultRecord): string {
  const { engine, temperature, topP, repetitionPenalty, maxNewTokens, seed } = decoding;
  return [
    `Prompt (${prompt.template}): ${prompt.question}`,
    `Decoding (${engine}): temperature ${temperature}, top-p ${topP}, repetition penalty ${repetitionPenalty}, ` +
      `at most ${maxNewTokens} tokens, seed ${seed ?? 'none'}`,
  ].join('\n');
}

/** What the file did not say is not filled in with what stands for it. */
function originalPatient(stored: PatientStudy, original: OriginalIdentity): PatientStudy {
  const names = Object.keys(stored) as (keyof PatientStudy)[];
  return Object.fromEntries(names.map((name) => [name, original[name] ?? ''])) as PatientStudy;
}
