import { sealedSecret } from '@wetread/accounts';
import { studyUid } from '@wetread/contracts';
import { z } from 'zod';

const text = z.string().optional();

/** What a file said of whom it is of, before it was de-identified. Dates as DICOM writes them. */
export const originalIdentity = z.object({
  study: text,
  series: text,
  sop: text,
  sopClass: text,
  patientId: text,
  patientIdIssuer: text,
  patientName: text,
  patientBirthDate: text,
  patientSex: text,
  accession: text,
  studyId: text,
  studyDate: text,
  studyTime: text,
  referringPhysician: text,
});
export type OriginalIdentity = z.infer<typeof originalIdentity>;

/** What stands for what, of one instance; or of a study, what its sender said beside its files. */
export const identityRecord = z.object({
  study: studyUid,
  series: studyUid.optional(),
  sop: studyUid.optional(),
  original: originalIdentity,
  /** Days by which its dates are earlier than they were. */
  shiftDays: z.int().nonnegative(),
  metadata: z.record(z.string(), z.string()).optional(),
});
export type IdentityRecord = z.infer<typeof identityRecord>;

export const sealedIdentity = sealedSecret;
