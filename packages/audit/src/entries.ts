import { newId, tenantId, WetreadError } from '@wetread/contracts';
import { z } from 'zod';

/** What the log holds of one act: identifiers only, never patient data. */

export const auditActor = z.object({
  /** An API key by id, the subject of a bearer token, or a DICOM sender by its AE title. */
  kind: z.enum(['key', 'subject', 'ae']),
  id: z.string(),
  /** Of a subject. */
  issuer: z.string().optional(),
});
export type AuditActor = z.infer<typeof auditActor>;

export const auditObject = z.object({
  /** As in the route: studies, webhook-endpoints, … */
  type: z.string(),
  id: z.string(),
});
export type AuditObject = z.infer<typeof auditObject>;

export const auditEntry = z.object({
  id: z.string(),
  /** RFC 3339, UTC: when the request came in. */
  at: z.iso.datetime(),
  tenant: tenantId,
  service: z.enum(['gateway', 'ingest']),
  actor: auditActor,
  /** The operation of the API document, C-STORE or N-ACTION. */
  operation: z.string(),
  /** The HTTP method, or DIMSE. */
  method: z.string(),
  /** Of a list or a search, whose query may name patients and is not kept. */
  route: z.string().optional(),
  outcome: z.enum(['success', 'refused', 'failed']),
  /** HTTP or C-STORE status. */
  status: z.int(),
  objects: z.array(auditObject),
  requestId: z.string(),
  /** The peer of the connection. */
  address: z.string().optional(),
  /** What a proxy, or whoever stood there, said of the way before. */
  forwardedFor: z.string().optional(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

export type NewAuditEntry = Omit<AuditEntry, 'id' | 'at'> & { readonly at?: Date };

const maxObjects = 200;

export function makeEntry(entry: NewAuditEntry): AuditEntry {
  const { at = new Date(), objects } = entry;
  const kept = objects.length > maxObjects ? objects.slice(0, maxObjects) : objects;
  return { ...entry, id: newId('aud'), at: at.toISOString(), objects: kept };
}

export const encodeEntry = (entry: AuditEntry): string => `${JSON.stringify(entry)}\n`;

/** @throws WetreadError record_invalid */
export function parseEntry(line: string, key: string): AuditEntry {
  try {
    return auditEntry.parse(JSON.parse(line));
  } catch (cause) {
    throw new WetreadError('record_invalid', `The audit log ${key} has a line that cannot be read.`, { cause });
  }
}
