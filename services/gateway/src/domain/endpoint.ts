import { randomBytes } from 'node:crypto';
import { type EventType, eventTypes, newId, type StoredEvent, tenantId } from '@wetread/contracts';
import { z } from 'zod';
import { sealedSecret } from './sealed-secret.ts';

/** Where a tenant wants its events. */
export const endpointRecord = z.object({
  id: z.string(),
  tenant: tenantId,
  url: z.string(),
  /** Absent: every type. */
  events: z.array(z.enum(eventTypes)).optional(),
  description: z.string().optional(),
  secret: sealedSecret,
  createdAt: z.iso.datetime(),
  disabledAt: z.iso.datetime().optional(),
  disabledReason: z.enum(['gone']).optional(),
});
export type EndpointRecord = z.infer<typeof endpointRecord>;

export const endpointId = z.string().regex(/^we_[0-9a-f]{32}$/, 'not the id of a webhook endpoint');
export const newEndpointId = (): string => newId('we');

/** Standard Webhooks: 24 to 64 random bytes, in base64. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** An endpoint gets what happened after it was made. */
export function wants(endpoint: EndpointRecord, event: StoredEvent): boolean {
  if (endpoint.disabledAt !== undefined) return false;
  if (Date.parse(endpoint.createdAt) > Date.parse(event.timestamp)) return false;
  return endpoint.events === undefined || endpoint.events.includes(event.type as EventType);
}
