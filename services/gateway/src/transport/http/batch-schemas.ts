import {
  aeTitle,
  batchId,
  batchQuery,
  batchStates,
  metadata,
  nightWindow,
  ruleId,
  studySource,
} from '@wetread/batches';
import { studyUid } from '@wetread/contracts';
import { z } from 'zod';
import { customId } from '../../batches/lines.ts';

/** Batches and rules. Field names are those of the OpenAI Batch API where it has them; times are RFC 3339. */

const time = z.iso.datetime().meta({ example: '2026-03-01T21:04:11.250Z' });
const moment = z.iso.datetime({ offset: true }).meta({ example: '2026-03-02T06:30:00+01:00' });

export const batchParams = z.object({ id: batchId });
export const ruleParams = z.object({ id: ruleId });

const options = {
  metadata: metadata.optional().describe('Given back with the batch and in its event.'),
  window: nightWindow
    .optional()
    .describe(
      'Routine studies are read while the wall clock is in it; urgent ones at once. Without it all are read now.',
    ),
  due_at: moment.optional().describe('When the batch should be done: `progress.at_risk` tells whether it will not.'),
  expires_at: moment
    .optional()
    .describe('What is unread by then is given up; a week after the batch was made, where not given.'),
};

const listed = z.union([studyUid, z.object({ study: studyUid, custom_id: customId.optional() })]);

export const newBatch = z
  .object({
    studies: z
      .array(listed)
      .min(1)
      .max(1_000, 'at most 1,000; for more, upload lines as application/jsonl')
      .optional()
      .describe('Studies by UID, at most 1,000; for more, upload lines as application/jsonl.'),
    query: batchQuery.optional().describe('Every study that was received by now and is as said.'),
    ...options,
  })
  .refine(({ studies, query }) => (studies === undefined) !== (query === undefined), {
    message: 'give either studies or query',
    path: ['studies'],
  })
  .meta({ id: 'NewBatch' });
export type NewBatchInput = z.infer<typeof newBatch>;

const uploadOptionFields = z.object(options);
export type UploadOptions = z.infer<typeof uploadOptionFields>;

/** Of an upload, whose body is lines. */
export const uploadQuery = z.object({
  options: z
    .string()
    // The whole head of a request has 16 KiB.
    .max(12_000)
    .optional()
    .describe('Of an upload: `metadata`, `window`, `due_at` and `expires_at` as one JSON object.'),
});

export const uploadOptions = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  })
  .pipe(uploadOptionFields);

const counts = z.object({
  total: z.int().nonnegative(),
  completed: z.int().nonnegative(),
  failed: z.int().nonnegative(),
});

export const batchAnswer = z
  .object({
    id: batchId,
    object: z.literal('batch'),
    status: z.enum(batchStates),
    source: z.enum(['input', 'query', 'rule']),
    rule: ruleId.optional(),
    night: z.iso.date().optional().describe('Local date of the night, of a batch that a rule made.'),
    metadata: metadata.optional(),
    window: nightWindow.optional(),
    due_at: time.optional(),
    created_at: time,
    in_progress_at: time.optional().describe('When the first studies were let go.'),
    finalizing_at: time.optional(),
    completed_at: time.optional(),
    failed_at: time.optional(),
    expired_at: time.optional(),
    cancelling_at: time.optional(),
    cancelled_at: time.optional(),
    expires_at: time,
    request_counts: counts,
    progress: z.object({
      fraction: z.number().describe('0 to 1.'),
      rate_per_minute: z.number().nullable().describe('Measured over the last ten minutes or so.'),
      eta: time.nullable().describe('By that rate, resting while the window is closed.'),
      at_risk: z.boolean().describe('Whether it will be done after `due_at`.'),
    }),
    errors: z.array(z.object({ code: z.string(), message: z.string() })).optional(),
    output_file: z.string().describe('Path of the JSONL of what has a summary, so far.'),
    error_file: z.string().describe('Path of the JSONL of what has none, so far.'),
    results_file: z.string().describe('Path of both as CSV.'),
  })
  .meta({ id: 'Batch' });
export type BatchAnswer = z.infer<typeof batchAnswer>;

export const batchList = z
  .object({
    batches: z.array(batchAnswer).describe('Newest first.'),
    next: z.string().optional().describe('Give it as `cursor` for the next page; absent on the last one.'),
  })
  .meta({ id: 'BatchList' });

export const batchListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('Items a page, at most.'),
  cursor: z.string().max(200).optional().describe('The `next` of the page before.'),
});
export type BatchListQuery = z.infer<typeof batchListQuery>;

const ruleFields = {
  name: z.string().max(200).optional(),
  match: z
    .object({ ae_title: aeTitle.optional(), source: studySource.optional() })
    .refine((match) => Object.keys(match).length > 0, 'name at least one field')
    .describe('Routine studies of which all this is true.'),
  window: nightWindow,
  due: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'not a time such as 06:30')
    .optional()
    .describe("By the window's wall clock: when each night's batch is due."),
  metadata: metadata.optional().describe("Of each night's batch."),
};

export const newRule = z.object({ ...ruleFields, enabled: z.boolean().default(true) }).meta({ id: 'NewRule' });
export type NewRuleInput = z.infer<typeof newRule>;

export const ruleAnswer = z
  .object({ id: ruleId, ...ruleFields, enabled: z.boolean(), created_at: time })
  .meta({ id: 'Rule' });
export type RuleAnswer = z.infer<typeof ruleAnswer>;

export const ruleList = z.object({ rules: z.array(ruleAnswer) }).meta({ id: 'RuleList' });
