import { priority, refusalCodes } from '@wetread/contracts';
import { z } from 'zod';

/** What ingest takes and answers; the gateway passes it on unread. */

const binary = z.string().meta({ format: 'binary' });

export const uploadForm = z
  .object({
    patient_id: z.string().optional(),
    priority: priority.optional(),
    metadata: z.string().optional().describe('A JSON object of strings, kept with the study.'),
    instances: z.int().min(1).optional().describe('How many each study has in all: with the last one it is read.'),
    files: z.array(binary).min(1).describe('DICOM, PNG or JPEG. Fields stand before files.'),
  })
  .meta({ id: 'Upload' });

export const uploadAnswer = z
  .looseObject({
    studies: z.array(
      z.looseObject({
        id: z.string(),
        refusals: z.array(z.looseObject({ code: z.enum(refusalCodes), sentence: z.string() })),
      }),
    ),
  })
  .meta({ id: 'UploadAnswer' });

export const completeAnswer = z.looseObject({ id: z.string(), url: z.string() }).meta({ id: 'CompleteAnswer' });

export const stowBody = binary.meta({ id: 'StowRequest' }).describe('One part a DICOM file, PS3.18 10.5.');

export const stowAnswer = z
  .record(z.string(), z.unknown())
  .describe('DICOM JSON with ReferencedSOPSequence (00081199) and FailedSOPSequence (00081198).')
  .meta({ id: 'StowAnswer' });
