import { makeEvent, type StoredEvent, studyUid, tenantId } from '@wetread/contracts';
import { z } from 'zod';
import { decodingSettings, imageReference } from './records.ts';

const time = z.iso.datetime();

/** One follow-up question with its answer, and all that made the answer (I7). Written once, when the answer is whole. */
export const messageRecord = z.object({
  id: z.string(),
  tenant: tenantId,
  study: studyUid,
  /** Place in the study's conversation, from 1 on without gaps: the order in which answers were complete. */
  number: z.int().positive(),
  /** Of the study, and id of its summary that the question is about. */
  revision: z.int().positive(),
  summary: z.string(),
  askedAt: time,
  createdAt: time,
  question: z.string(),
  text: z.string(),
  preliminary: z.literal(true),
  machineMade: z.literal(true),
  /** The bundle's own words on what this text is and is not. */
  notice: z.string(),
  bundle: z.object({ name: z.string(), version: z.string(), digest: z.string().regex(/^[0-9a-f]{64}$/) }),
  /** Templates of the first turn and of those after it, and the question that the summary answers. */
  prompt: z.object({ system: z.string(), template: z.string(), turnTemplate: z.string(), question: z.string() }),
  decoding: decodingSettings.extend({ engine: z.string() }),
  images: z.array(imageReference),
  /** Ids of the messages that were in the prompt, the oldest first, and how many before them were left out. */
  context: z.object({ messages: z.array(z.string()), dropped: z.int().nonnegative() }),
  tokens: z.object({ prompt: z.int(), completion: z.int() }),
  stopReason: z.enum(['stop', 'eos', 'length']),
  /** Milliseconds. */
  timings: z.object({ encodeMs: z.number(), firstTokenMs: z.number(), decodeMs: z.number(), totalMs: z.number() }),
});
export type MessageRecord = z.infer<typeof messageRecord>;

/** What the outside is told of an answer: ids only, and one event however often it is told (I3). */
export function answeredEvent({ tenant, study, revision, id, createdAt }: MessageRecord): StoredEvent {
  return makeEvent(tenant, 'study.answered', { study, revision, message: id }, { now: new Date(createdAt) });
}
