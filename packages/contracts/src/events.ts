import { z } from 'zod';
import { derivedId, studyUid, tenantId } from './ids.ts';
import { refusalCodes } from './refusals.ts';

/** What the outside is told. Bodies hold identifiers and codes, no patient data and no summary text. */

const study = z.object({
  study: studyUid,
  revision: z.int().nonnegative(),
});

export const eventTable = {
  'study.received': study.extend({ images: z.int(), refusals: z.int() }),
  'study.summarized': study.extend({ bundle: z.string(), result: z.string(), preliminary: z.literal(true) }),
  'study.refused': study.extend({
    refusals: z.array(z.object({ instance: z.string().optional(), code: z.enum(refusalCodes), sentence: z.string() })),
  }),
  'study.failed': study.extend({ code: z.string(), message: z.string() }),
} as const satisfies Record<string, z.ZodType>;

export type EventType = keyof typeof eventTable;
export const eventTypes = Object.keys(eventTable) as [EventType, ...EventType[]];
export type EventData<T extends EventType> = z.infer<(typeof eventTable)[T]>;

export const storedEvent = z.object({
  id: z.string(),
  tenant: tenantId,
  type: z.enum(eventTypes),
  /** RFC 3339, UTC. */
  timestamp: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type StoredEvent = z.infer<typeof storedEvent>;

/** One id however often the event is made or delivered (I3); `cause` is what tells two events of a study apart. */
export function eventId(tenant: string, type: EventType, studyId: string, revision: number, cause = ''): string {
  return derivedId('evt', tenant, type, studyId, String(revision), cause);
}

export function makeEvent<T extends EventType>(
  tenant: string,
  type: T,
  data: EventData<T>,
  options: { readonly cause?: string; readonly now?: Date } = {},
): StoredEvent {
  const body = eventTable[type].parse(data);
  return {
    id: eventId(tenant, type, body.study, body.revision, options.cause),
    tenant,
    type,
    timestamp: (options.now ?? new Date()).toISOString(),
    data: body,
  };
}
