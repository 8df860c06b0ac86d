import { sealedSecret } from '@wetread/accounts';
import { studyUid } from '@wetread/contracts';
import type { PatientStudy } from '@wetread/dicom/report';
import { z } from 'zod';

const patientStudy = [
  ...(['patientName', 'patientId', 'issuerOfPatientId', 'patientBirthDate', 'patientSex'] as const),
  ...(['study', 'studyDate', 'studyTime', 'timezone', 'studyId', 'studyDescription'] as const),
  ...(['accessionNumber', 'referringPhysician', 'series', 'sop', 'sopClass'] as const),
] as const satisfies readonly (keyof PatientStudy)[];

/** What a file said of whom it is of, before it was de-identified; dates as DICOM writes them. Empty values are left out. */
export const originalIdentity = z.partialRecord(z.enum(patientStudy), z.string());
export type OriginalIdentity = z.infer<typeof originalIdentity>;

export const originalOf = (found: PatientStudy): OriginalIdentity =>
  Object.fromEntries(Object.entries(found).filter(([, value]) => value !== ''));

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
