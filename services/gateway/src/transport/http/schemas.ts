import { errorTable, priority, refusalCodes, studyUid } from '@wetread/contracts';
import { studyStatuses } from '@wetread/studies';
import { z } from 'zod';

/** Bodies and queries of the API. The OpenAPI document is made from these, and what is sent has their types. */

export const time = z.iso.datetime().meta({ example: '2026-03-01T21:04:11.250Z' });
export const cursor = z.string().max(200).describe('The `next` of the page before.');
export const next = z.string().optional().describe('Give it as `cursor` for the next page; absent on the last one.');
export const limit = (fallback: number) =>
  z.coerce.number().int().min(1).max(200).default(fallback).describe('Items a page, at most.');
const studyId = studyUid
  .describe('Study Instance UID.')
  .meta({ example: '2.25.329800735698586629295641978511506172918' });

export const problem = z
  .looseObject({
    type: z.string().meta({ example: 'urn:wetread:error:not_found' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(Object.keys(errorTable) as [keyof typeof errorTable]),
    retryable: z.boolean().describe('Whether the same request may succeed later; see also Retry-After.'),
  })
  .describe('RFC 9457 problem details.')
  .meta({ id: 'Problem' });

export const studyParams = z.object({ id: studyId });

export const studyQuery = z.object({
  status: z.enum(studyStatuses).optional().describe('Only studies in this state.'),
  since: z.iso.datetime({ offset: true }).optional().describe('Received at or after this time.'),
  until: z.iso.datetime({ offset: true }).optional().describe('Received at or before this time.'),
  limit: limit(50),
  cursor: cursor.optional(),
});
export type StudyQueryInput = z.infer<typeof studyQuery>;

const studyItem = z
  .object({
    id: studyId,
    status: z.enum(studyStatuses),
    priority,
    revision: z.int().nonnegative().describe('0 until the study was assembled for the first time.'),
    receivedAt: time,
    updatedAt: time,
  })
  .meta({ id: 'StudyItem' });

export const studyList = z
  .object({ studies: z.array(studyItem).describe('Newest first.'), next })
  .meta({ id: 'StudyList' });
export type StudyList = z.infer<typeof studyList>;

const refusal = z
  .object({
    instance: z.string().optional().describe('SOP Instance UID, where the file had one.'),
    code: z.enum(refusalCodes),
    sentence: z.string().meta({ example: 'The file ends before its data does.' }),
    at: time,
  })
  .meta({ id: 'Refusal' });

const studyImage = z
  .object({
    sop: z.string().describe('SOP Instance UID.'),
    series: z.string().optional().describe('Series Instance UID.'),
    format: z.enum(['dicom', 'png', 'jpeg']),
    modality: z.string().optional(),
    view: z.enum(['frontal', 'lateral', 'unknown']),
    width: z.int().describe('Pixels.'),
    height: z.int().describe('Pixels.'),
    receivedAt: time,
    read: z.boolean().describe('Whether the current revision is read from this image.'),
  })
  .meta({ id: 'StudyImage' });

const timings = z
  .object({
    receivedAt: time,
    assembledAt: time.nullable(),
    summarizedAt: time.nullable(),
    deliveredAt: time.nullable().describe('First successful webhook of the end of this revision.'),
    waitMs: z.number().nullable().describe('In the queue.'),
    encodeMs: z.number().nullable(),
    firstTokenMs: z.number().nullable(),
    decodeMs: z.number().nullable(),
    totalMs: z.number().nullable().describe('From the queue to the stored summary.'),
  })
  .meta({ id: 'StudyTimings' });

export const studyAnswer = z
  .object({
    id: studyId,
    status: z.enum(studyStatuses),
    priority,
    revision: z.int().nonnegative(),
    source: z.enum(['upload', 'stow', 'dimse']),
    images: z.array(studyImage),
    refusals: z.array(refusal),
    failure: z.object({ code: z.string(), message: z.string(), at: time }).optional(),
    timings,
  })
  .meta({ id: 'Study' });
export type StudyAnswer = z.infer<typeof studyAnswer>;

export const summaryAnswer = z
  .object({
    study: studyId,
    revision: z.int().positive(),
    current: z.boolean().describe('False while a newer revision of the study waits to be read.'),
    id: z.string(),
    createdAt: time,
    text: z.string().meta({ example: 'Findings: The lungs are clear. Impression: No acute finding.' }),
    findings: z.string(),
    impression: z.string(),
    preliminary: z.literal(true),
    machineMade: z.literal(true),
    notice: z.string().describe('What this text is and is not; show it with the text.'),
    bundle: z.object({ name: z.string(), version: z.string(), digest: z.string() }),
    prompt: z.object({ system: z.string(), template: z.string(), question: z.string() }),
    decoding: z.object({
      engine: z.string(),
      temperature: z.number(),
      topP: z.number(),
      repetitionPenalty: z.number(),
      maxNewTokens: z.int(),
      seed: z.int().nullable(),
    }),
    images: z.array(z.object({ sop: z.string(), series: z.string().optional(), sha256: z.string(), view: z.string() })),
    tokens: z.object({ prompt: z.int(), completion: z.int() }),
    stopReason: z.enum(['stop', 'eos', 'length']),
  })
  .meta({ id: 'Summary' });
export type SummaryAnswer = z.infer<typeof summaryAnswer>;
