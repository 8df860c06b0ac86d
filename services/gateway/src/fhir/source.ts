import type { InstanceRecord, ResultRecord, StudyRecord } from '@wetread/studies';
import type { Identifier, Meta, Narrative, Reference } from 'fhir/r4.js';
import type { CorrectionRecord } from '../corrections/correction.ts';
import { accessionType, dicomUidSystem, machineMade, oid } from './codes.ts';

/** What is stored of a study that has a summary: all its resources are made of this and of nothing else. */
export interface ReportSource {
  readonly study: StudyRecord;
  /** The newest summary; while a later revision waits to be read, that of the revision before. */
  readonly result: ResultRecord;
  /** The instances that the summary's revision has seen. */
  readonly instances: readonly InstanceRecord[];
  /** Of this summary, the oldest first. */
  readonly corrections: readonly CorrectionRecord[];
  /** Identifier system of the senders' patient ids, where the installation names one. */
  readonly patientSystem?: string | undefined;
}

/** A summary that a clinician rejected last is withdrawn; accepted or edited, it stays the preliminary text it is. */
export const isWithdrawn = ({ corrections }: ReportSource): boolean => corrections.at(-1)?.verdict === 'reject';

/** RFC 3339: the summary's time, or that of the last correction. */
export const lastUpdatedOf = ({ result, corrections }: ReportSource): string =>
  [result.createdAt, ...corrections.map(({ at }) => at)].sort().at(-1) as string;

/** Revision, then the bundle that read it, then how often it was corrected: no two contents have the same version. */
export const versionOf = ({ result, corrections }: ReportSource): string =>
  `${result.revision}.${result.bundle.digest.slice(0, 12)}${corrections.length > 0 ? `.${corrections.length}` : ''}`;

/** @param byMachine whether the content is the machine's, which is then labelled so */
export const metaOf = (source: ReportSource, byMachine: boolean): Meta => ({
  versionId: versionOf(source),
  lastUpdated: lastUpdatedOf(source),
  ...(byMachine && { security: [machineMade] }),
});

/** Patients are known by the sender's identifier alone; there is no Patient resource to go to. */
export function subjectOf({ study, patientSystem }: ReportSource): Reference | undefined {
  const { patientId } = study;
  if (patientId === undefined || patientId.trim() === '') return undefined;
  return { type: 'Patient', identifier: { ...(patientSystem && { system: patientSystem }), value: patientId } };
}

export function identifiersOf({ study }: ReportSource): Identifier[] {
  const uid = { system: dicomUidSystem, value: oid(study.study) };
  return study.accession ? [uid, { type: accessionType, value: study.accession }] : [uid];
}

/** The study's day where DICOM tells it, else the moment it came in. */
export const effectiveOf = ({ study }: ReportSource): string => study.studyDate ?? study.receivedAt;

/** What a person reads who sees nothing but this resource. */
export function narrative(...paragraphs: string[]): Narrative {
  const body = paragraphs.map((text) => `<p>${escaped(text)}</p>`).join('');
  return { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${body}</div>` };
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

// XML has no place for control characters, whatever a decoder wrote.
const escaped = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/[&<>"]/g, (c) => escapes[c] ?? c);
