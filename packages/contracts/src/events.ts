import { z } from 'zod';
import { derivedId, studyUid, tenantId } from './ids.ts';
import { refusalCodes } from './refusals.ts';

/** What the outside is told. Bodies hold identifiers and codes, no patient data and no summary text. */

interface EventTraits<D extends z.ZodObject = z.ZodObject> {
  readonly data: D;
  /** The fields of `data` that tell two events of this type apart: the event's id is made from them (I3). */
  readonly identity: readonly string[];
  /** For the catalogue that integrators read: when it is told. */
  readonly description?: string;
}

const ofStudy = <S extends z.ZodRawShape>(shape: S) => ({
  data: z.object({ study: studyUid, revision: z.int().nonnegative(), ...shape }),
  identity: ['study', 'revision'],
});

const ofBatch = <S extends z.ZodRawShape>(shape: S) => ({
  data: z.object({
    batch: z.string(),
    request_counts: z.object({ total: z.int(), completed: z.int(), failed: z.int() }),
    metadata: z.record(z.string(), z.string()).optional(),
    ...shape,
  }),
  identity: ['batch'],
});

export const eventTable = {
  'study.received': {
    ...ofStudy({ images: z.int(), refusals: z.int() }),
    description: 'A study came in and was assembled; it waits to be read.',
  },
  'study.summarized': {
    ...ofStudy({ bundle: z.string(), result: z.string(), preliminary: z.literal(true) }),
    description: 'A revision of a study has a summary: preliminary, machine-made, for a clinician to review.',
  },
  'study.refused': {
    ...ofStudy({
      refusals: z.array(
        z.object({ instance: z.string().optional(), code: z.enum(refusalCodes), sentence: z.string() }),
      ),
    }),
    description: 'A revision of a study has no image that can be read; each refusal has its reason.',
  },
  'study.failed': {
    ...ofStudy({ code: z.string(), message: z.string() }),
    description: 'A revision of a study could not be read.',
  },
  'study.superseded': {
    description: 'A new summary of a study replaces an earlier one.',
    data: z.object({
      study: studyUid,
      /** Of the summary that holds from now on. */
      revision: z.int().positive(),
      result: z.string(),
      supersededRevision: z.int().positive(),
      supersededResult: z.string(),
    }),
    identity: ['study', 'supersededResult', 'result'],
  },
  'endpoint.disabled': {
    description: 'Another webhook endpoint of the tenant was disabled; it gets what it missed once it is enabled.',
    data: z.object({
      endpoint: z.string(),
      reason: z.enum(['gone', 'failing', 'manual']),
      disabledAt: z.string(),
    }),
    identity: ['endpoint', 'disabledAt'],
  },
  'endpoint.test': {
    description: 'A test was asked for; it goes to its endpoint alone, whatever its filter.',
    data: z.object({ endpoint: z.string(), test: z.string() }),
    identity: ['endpoint', 'test'],
  },
  'destination.disabled': {
    description: 'A PACS that summaries go to was disabled; it gets what it missed once it is enabled.',
    data: z.object({ destination: z.string(), reason: z.enum(['failing', 'manual']), disabledAt: z.string() }),
    identity: ['destination', 'disabledAt'],
  },
  'study.answered': {
    description: 'A follow-up question about a study was answered.',
    data: z.object({ study: studyUid, revision: z.int().positive(), message: z.string() }),
    identity: ['study', 'message'],
  },
  'batch.completed': { ...ofBatch({}), description: 'A batch ended: every item has a summary or a reason.' },
  'batch.failed': {
    ...ofBatch({ code: z.string(), message: z.string() }),
    description: 'A batch could not be run at all.',
  },
  'batch.expired': { ...ofBatch({}), description: 'A batch ran out of time; what was read by then is kept.' },
  'batch.cancelled': { ...ofBatch({}), description: 'A batch was cancelled; what was read by then is kept.' },
  'night.closed': {
    description: 'The report of a night is final: what was expected against what became of it.',
    data: z.object({
      night: z.string(),
      date: z.iso.date(),
      expected: z.int(),
      received: z.int(),
      assembled: z.int(),
      summarized: z.int(),
      delivered: z.int(),
      gaps: z.int(),
    }),
    identity: ['night'],
  },
} as const satisfies Record<string, EventTraits>;

export type EventType = keyof typeof eventTable;
export const eventTypes = Object.keys(eventTable) as [EventType, ...EventType[]];
export type EventData<T extends EventType> = z.infer<(typeof eventTable)[T]['data']>;

export const storedEvent = z.object({
  id: z.string(),
  tenant: tenantId,
  type: z.enum(eventTypes),
  /** RFC 3339, UTC. */
  timestamp: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type StoredEvent = z.infer<typeof storedEvent>;

/** The study that an event is about; undefined for one of a batch, a night or an endpoint. */
export const studyOfEvent = ({ data }: StoredEvent): string | undefined =>
  typeof data.study === 'string' ? data.study : undefined;

/**
 * One id however often the event is made or delivered (I3).
 *
 * @param subject at least the fields of the event's data that its identity names
 * @param cause tells events of one subject apart, where that happens
 */
export function eventId(
  tenant: string,
  type: EventType,
  subject: Readonly<Record<string, unknown>>,
  cause = '',
): string {
  const identity = eventTable[type].identity.map((field) => String(subject[field]));
  return derivedId('evt', tenant, type, ...identity, cause);
}

export function makeEvent<T extends EventType>(
  tenant: string,
  type: T,
  data: EventData<T>,
  options: { readonly cause?: string; readonly now?: Date } = {},
): StoredEvent {
  const body = eventTable[type].data.parse(data);
  return {
    id: eventId(tenant, type, body, options.cause),
    tenant,
    type,
    timestamp: (options.now ?? new Date()).toISOString(),
    data: body,
  };
}
