import { studyUid } from '@wetread/contracts';
import { z } from 'zod';
import { practitioner, verdicts } from '../../corrections/correction.ts';

const longText = z.string().min(1).max(20_000);

export const newCorrection = z
  .object({
    result: z.string().min(1).max(100).describe('The `id` of the summary that this is about.'),
    verdict: z.enum(verdicts),
    text: longText.optional().describe('The whole text as it should have been. Needed for, and only for, `edit`.'),
    findings: longText.optional().describe('That part of `text`, where it has such a part.'),
    impression: longText.optional(),
    comment: z.string().min(1).max(2_000).optional().describe('Why.'),
    practitioner: practitioner.optional().describe('Who read the study, where the key belongs to a program.'),
  })
  .refine(({ verdict, text }) => (verdict === 'edit') === (text !== undefined), {
    path: ['text'],
    message: 'goes with the verdict "edit", and with no other',
  })
  .refine(({ text, findings, impression }) => text !== undefined || (!findings && !impression), {
    path: ['findings'],
    message: 'is a part of text, which is missing',
  })
  .meta({ id: 'NewCorrection' });
export type NewCorrectionInput = z.infer<typeof newCorrection>;

export const correctionAnswer = z
  .object({
    id: z.string(),
    study: studyUid,
    revision: z.int().positive(),
    result: z.string(),
    bundle: z.string().describe('Digest of the bundle that made the summary.'),
    verdict: z.enum(verdicts),
    text: z.string().optional(),
    findings: z.string().optional(),
    impression: z.string().optional(),
    comment: z.string().optional(),
    practitioner: practitioner.optional(),
    by: z.object({ key: z.string().describe('Id of the API key.'), subject: z.string().optional() }),
    at: z.iso.datetime(),
    wasCurrent: z.boolean().describe('False where the study had a newer summary when this was said.'),
  })
  .meta({ id: 'Correction' });
export type CorrectionAnswer = z.infer<typeof correctionAnswer>;

export const correctionList = z
  .object({ corrections: z.array(correctionAnswer).describe('The oldest first.') })
  .meta({ id: 'CorrectionList' });

export const exportQuery = z.object({
  since: z.iso.datetime({ offset: true }).optional().describe('Said at or after this time.'),
  verdict: z
    .enum(verdicts)
    .optional()
    .describe('Only these. Without it those that leave a reference text: `accept` and `edit`.'),
});
export type ExportQuery = z.infer<typeof exportQuery>;

export const evaluationLines = z
  .string()
  .describe(
    'Each line an object: id, image (storage key), summary (the reference), findings, impression, prediction, …',
  );
