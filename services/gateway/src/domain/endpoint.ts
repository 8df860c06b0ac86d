import { type EventType, eventTypes, newId, type StoredEvent } from '@wetread/contracts';
import { z } from 'zod';
import { receiverFields } from './receiver.ts';
import { isLive, type SignatureKind, type SigningKey, signatureKinds, signingKey } from './signing-key.ts';

const time = z.iso.datetime();

/** `thin` bodies hold identifiers and codes; `full` ones hold the summary's text too. */
export const payloadForms = ['thin', 'full'] as const;

/** Where a tenant wants its events. */
const currentRecord = z.object({
  ...receiverFields,
  url: z.string(),
  /** Absent: every type. */
  events: z.array(z.enum(eventTypes)).optional(),
  /** When a type was added later than the endpoint was made. */
  eventsSince: z.partialRecord(z.enum(eventTypes), time).optional(),
  payload: z.enum(payloadForms).default('thin'),
  /** The newest first. */
  keys: z.array(signingKey).min(1),
});
export type EndpointRecord = z.infer<typeof currentRecord>;

/** Records of the first form held one secret. */
export const endpointRecord = z.preprocess((stored) => {
  const { secret, ...rest } = stored as { secret?: unknown; createdAt?: unknown };
  return secret === undefined ? stored : { ...rest, keys: [{ kind: 'v1', secret, createdAt: rest.createdAt }] };
}, currentRecord);

export const endpointId = z.string().regex(/^we_[0-9a-f]{32}$/, 'not the id of a webhook endpoint');
export const newEndpointId = (): string => newId('we');

export const liveKeys = ({ keys }: EndpointRecord, now = Date.now()): SigningKey[] =>
  keys.filter((key) => isLive(key, now));

export const signaturesOf = (endpoint: EndpointRecord): SignatureKind[] =>
  signatureKinds.filter((kind) => liveKeys(endpoint).some((key) => key.kind === kind));

/** An endpoint gets what happened after it was made, of the types that it asked for by then. */
export function wants(endpoint: EndpointRecord, event: StoredEvent): boolean {
  if (event.type === 'endpoint.test') return event.data.endpoint === endpoint.id;
  if (event.type === 'endpoint.disabled' && event.data.endpoint === endpoint.id) return false;
  if (endpoint.events && !endpoint.events.includes(event.type)) return false;
  const since = endpoint.eventsSince?.[event.type] ?? endpoint.createdAt;
  return Date.parse(since) <= Date.parse(event.timestamp);
}

/** With another choice of types: those that are new to the endpoint count from now. */
export function choosing(endpoint: EndpointRecord, events: EventType[] | undefined, now = new Date()): EndpointRecord {
  const { events: before = eventTypes, eventsSince = {}, ...rest } = endpoint;
  const added = (events ?? eventTypes).filter((type) => !before.includes(type));
  const kept = Object.entries(eventsSince).filter(([type]) => !events || events.includes(type as EventType));
  const since = { ...Object.fromEntries(kept), ...Object.fromEntries(added.map((type) => [type, now.toISOString()])) };
  return { ...rest, ...(events && { events }), ...(Object.keys(since).length > 0 && { eventsSince: since }) };
}
