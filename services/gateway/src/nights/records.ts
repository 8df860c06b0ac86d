import { sealedSecret } from '@wetread/accounts';
import { newId, studyUid, tenantId } from '@wetread/contracts';
import { z } from 'zod';

const time = z.iso.datetime();

export const nightId = z.string().regex(/^night_[0-9a-f]{32}$/, 'not the id of a night');
export const newNightId = (): string => newId('night');

/** What a hospital expects of a night. The studies themselves are lines beside it. */
export const nightRecord = z.object({
  id: nightId,
  tenant: tenantId,
  date: z.iso.date(),
  createdAt: time,
  closesAt: time,
  expected: z.object({ from: z.enum(['list', 'csv', 'qido']), count: z.int().nonnegative() }),
});
export type NightRecord = z.infer<typeof nightRecord>;

/** Accession Number (0008,0050). DICOM has 16 characters for it; some information systems write more. */
export const accessionNumber = z
  .string()
  .trim()
  .min(1)
  .max(64)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
  .regex(/^[^\\\x00-\x1f]+$/, 'no backslash or control character');

const expectation = {
  study: studyUid.optional(),
  accession: accessionNumber.optional(),
  /** The sender's own name of it, given back in the report. */
  reference: z.string().max(64).optional(),
  /** Of a tenant whose files are de-identified: the names as the list says them. The others are what stands for them. */
  sealed: sealedSecret.optional(),
};

/** By either, or both. */
export const isNamed = (one: { study?: unknown; accession?: unknown }): boolean =>
  one.study !== undefined || one.accession !== undefined;

export const expectedStudy = z.object(expectation).refine(isNamed, 'neither a study UID nor an accession number');
export type ExpectedStudy = z.infer<typeof expectedStudy>;

export const stages = ['received', 'assembled', 'summarized', 'delivered'] as const;
export type Stage = (typeof stages)[number];

/** How far an expected study came, and why not further. */
export const nightRow = z.object({
  ...expectation,
  /** As the list names the study, where it came under another UID. */
  expectedStudy: studyUid.optional(),
  /** Another study of the same accession number: the expected one has a row of its own. */
  further: z.literal(true).optional(),
  reached: z.enum(['none', ...stages]),
  gap: z.string().optional(),
  message: z.string().optional(),
});
export type NightRow = z.infer<typeof nightRow>;

export const nightCounts = z.object({
  expected: z.int(),
  received: z.int(),
  assembled: z.int(),
  summarized: z.int(),
  delivered: z.int(),
  gaps: z.int(),
  byReason: z.record(z.string(), z.int()),
});
export type NightCounts = z.infer<typeof nightCounts>;

export const nightClosing = z.object({ at: time, counts: nightCounts });
export type NightClosing = z.infer<typeof nightClosing>;
