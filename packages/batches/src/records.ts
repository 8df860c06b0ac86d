import { derivedId, newId, priority, tenantId } from '@wetread/contracts';
import { studyStatuses } from '@wetread/studies';
import { z } from 'zod';
import { nightWindow } from './window.ts';

/** What is stored of batches and rules. Every record is JSON at the key that `keys.ts` gives it. */

const time = z.iso.datetime();

export const batchId = z.string().regex(/^batch_[0-9a-f]{32}$/, 'not the id of a batch');
export const ruleId = z.string().regex(/^rule_[0-9a-f]{32}$/, 'not the id of a rule');
export const newBatchId = (): string => newId('batch');
export const newRuleId = (): string => newId('rule');

/** The same rule and night always give the same batch, so that ingest's replicas need not agree on it. */
export const nightBatchId = (tenant: string, rule: string, night: string): string =>
  derivedId('batch', tenant, rule, night);

/** DICOM AE, PS3.5 6.2: 1 to 16 characters without backslash and control characters. */
export const aeTitle = z
  .string()
  .trim()
  .min(1)
  .max(16)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
  .regex(/^[^\\\x00-\x1f]+$/, 'no backslash or control character')
  .meta({ example: 'XRAY_ROOM_2' });

export const studySource = z.enum(['upload', 'stow', 'dimse']);

export const metadata = z
  .record(z.string().min(1).max(64), z.string().max(512))
  .refine((entries) => Object.keys(entries).length <= 16, 'at most 16 entries');

/** Which studies a batch takes from those that are there. */
export const batchQuery = z.object({
  status: z.enum(studyStatuses).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  ae_title: aeTitle.optional(),
  source: studySource.optional(),
  priority: priority.optional(),
});
export type BatchQuery = z.infer<typeof batchQuery>;

/** What was asked for; never changes. */
export const batchRecord = z.object({
  id: batchId,
  tenant: tenantId,
  createdAt: time,
  /** `input`: lines in storage. `rule`: studies join until the night ends. */
  source: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('input'),
      /** Its lines are stored as the items that they ask for, without anything else that they said. */
      parsed: z.literal(true).optional(),
    }),
    z.object({ kind: z.literal('query'), query: batchQuery }),
    z.object({ kind: z.literal('rule'), rule: ruleId, night: z.iso.date(), opensAt: time, closesAt: time }),
  ]),
  metadata: metadata.optional(),
  window: nightWindow.optional(),
  dueAt: time.optional(),
  expiresAt: time,
});
export type BatchRecord = z.infer<typeof batchRecord>;

export const batchStates = [
  'validating',
  'in_progress',
  'finalizing',
  'completed',
  'expired',
  'cancelling',
  'cancelled',
  'failed',
] as const;
export type BatchState = (typeof batchStates)[number];

/** How far a batch is. Only the job that runs the batch writes it, and could derive all of it again from the segments. */
export const batchProgress = z.object({
  phase: z.enum(['validating', 'in_progress', 'finalizing']),
  /** Items are stored and counted in segments of at most 1,000. */
  segments: z.array(
    z.object({
      items: z.int().nonnegative(),
      completed: z.int().nonnegative(),
      failed: z.int().nonnegative(),
      /** Its routine studies may be read. */
      released: z.boolean(),
    }),
  ),
  /** No further item comes. */
  sealed: z.boolean(),
  startedAt: time.optional(),
  finalizingAt: time.optional(),
  /** Settled items over time, for the rate; the newest last. */
  samples: z.array(z.object({ at: time, settled: z.int().nonnegative() })),
  sweptAt: time.optional(),
});
export type BatchProgress = z.infer<typeof batchProgress>;

/** How a batch ended. Written once: the first end of a batch is its only one (I3). */
export const batchEnd = z.object({
  state: z.enum(['completed', 'expired', 'cancelled', 'failed']),
  endedAt: time,
  total: z.int().nonnegative(),
  completed: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  /** Why there was nothing to run, of a failed batch. */
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type BatchEnd = z.infer<typeof batchEnd>;

export const stopOrder = z.object({ at: time });

/** A study that waits for the window of a batch. It holds as long as that batch has not ended. */
export const holdRecord = z.object({ batch: batchId, at: time });

/** "Everything from this AE title goes into tonight's batch." */
export const ruleRecord = z.object({
  id: ruleId,
  tenant: tenantId,
  createdAt: time,
  name: z.string().max(200).optional(),
  match: z.object({ ae_title: aeTitle.optional(), source: studySource.optional() }),
  window: nightWindow,
  /** Wall clock of the window by which the night's batch is due. */
  due: z.string().optional(),
  metadata: metadata.optional(),
  enabled: z.boolean(),
});
export type RuleRecord = z.infer<typeof ruleRecord>;

/** Failure codes of studies whose reading a batch stopped; such a study may be read again. */
export const stopCodes = ['batch_cancelled', 'batch_expired'] as const;
export type StopCode = (typeof stopCodes)[number];
export const isStopCode = (code: string | undefined): code is StopCode => stopCodes.includes(code as StopCode);
