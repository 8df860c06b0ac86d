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

export const expectedStudy = z.object({
  study: studyUid,
  /** The sender's own name of it, given back in the report. */
  reference: z.string().max(64).optional(),
});
export type ExpectedStudy = z.infer<typeof expectedStudy>;

export const stages = ['received', 'assembled', 'summarized', 'delivered'] as const;
export type Stage = (typeof stages)[number];

/** How far an expected study came, and why not further. */
export const nightRow = expectedStudy.extend({
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
