import { z } from 'zod';

/** Whom a de-identified study is of. */

const text = z.string().optional();
const date = text.describe('As DICOM writes it.').meta({ example: '19700101' });

export const identityAnswer = z
  .object({
    id: z.string().describe('Of the study here: Study Instance UID.'),
    study: z
      .object({
        uid: text.describe('Study Instance UID that its sender knows.'),
        studyId: text,
        accessionNumber: text,
        date,
        time: text,
        description: text,
        referringPhysician: text,
      })
      .meta({ id: 'OriginalStudy' }),
    patient: z
      .object({ id: text, issuer: text, name: text, birthDate: date, sex: text })
      .meta({ id: 'OriginalPatient' }),
    shiftDays: z.int().describe('Days by which stored dates are earlier; 0 where dates are not shifted.'),
    metadata: z.record(z.string(), z.string()).optional().describe('That its sender gave with an upload.'),
    instances: z
      .array(z.object({ sop: z.string(), original: text, series: text }).meta({ id: 'OriginalInstance' }))
      .describe('SOP Instance UIDs here and of the sender, whose series it is.'),
  })
  .meta({ id: 'StudyIdentity' });
export type IdentityAnswer = z.infer<typeof identityAnswer>;
