import { newId, studyUid, tenantId } from '@wetread/contracts';
import { keys, type StudyRef } from '@wetread/studies';
import { z } from 'zod';
import { identifierSystem } from '../fhir/identifier-system.ts';

/**
 * What a clinician said of one summary. Corrections are only ever added: each names the result it is about, and the
 * machine's text stays as it was made (I7).
 */

export const verdicts = ['accept', 'edit', 'reject'] as const;
export type Verdict = (typeof verdicts)[number];

/** As FHIR's Identifier: whose numbering, and the number. */
export const practitioner = z.object({
  system: identifierSystem.optional(),
  value: z.string().trim().min(1).max(200),
});

export const correctionRecord = z.object({
  id: z.string(),
  tenant: tenantId,
  study: studyUid,
  revision: z.int().positive(),
  result: z.string(),
  /** Digest of the bundle that made the result. */
  bundle: z.string(),
  verdict: z.enum(verdicts),
  /** The clinician's text, where the verdict is `edit`. */
  text: z.string().optional(),
  findings: z.string().optional(),
  impression: z.string().optional(),
  comment: z.string().optional(),
  practitioner: practitioner.optional(),
  /** The API key, or the subject of the token, that sent it. */
  by: z.object({ key: z.string(), subject: z.string().optional() }),
  at: z.iso.datetime(),
  /** Whether the result was the newest of the study at that time. */
  wasCurrent: z.boolean(),
});
export type CorrectionRecord = z.infer<typeof correctionRecord>;

export const newCorrectionId = (): string => newId('cor');

/** Names begin with the time, so that the order of keys is the order in which corrections came. */
const name = ({ at, id }: Pick<CorrectionRecord, 'at' | 'id'>) => `${timeInKey(at)}-${id}.json`;
const timeInKey = (at: string): string => new Date(at).toISOString().replaceAll(/[-:.]/g, '');

export const correctionsPrefix = (ref: StudyRef) => `${keys.studyPrefix(ref)}corrections/`;
export const correctionKey = (record: CorrectionRecord) => `${correctionsPrefix(record)}${name(record)}`;

/** Which corrections a tenant has, by time: each entry names a study, whose folder holds the correction itself. */
export const correctionLogPrefix = (tenant: string) => `${keys.tenantsPrefix}${tenant}/corrections/`;
export const correctionLogKey = (record: CorrectionRecord) => `${correctionLogPrefix(record.tenant)}${name(record)}`;
/** A place in the log before everything of that time. RFC 3339. */
export const placeInLog = (tenant: string, at: string) => `${correctionLogPrefix(tenant)}${timeInKey(at)}`;
