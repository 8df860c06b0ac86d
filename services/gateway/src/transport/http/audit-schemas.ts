import { auditEntry } from '@wetread/audit';
import { z } from 'zod';

const time = z.iso.datetime({ offset: true });

export const auditQuery = z.object({
  since: time.optional().describe('At or after this time.'),
  until: time.optional().describe('At or before this time.'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100).describe('Entries a page, at most.'),
  cursor: z.string().max(200).optional().describe('The `next` of the page before.'),
  format: z.enum(['json', 'fhir']).optional().describe('`fhir`: as a Bundle of AuditEvents, like the Accept header.'),
});
export type AuditQueryInput = z.infer<typeof auditQuery>;

const entry = auditEntry
  .omit({ tenant: true })
  .extend({ objects: auditEntry.shape.objects.describe('By type and id, as far as the request names them.') })
  .meta({ id: 'AuditEntry' });

export const auditList = z
  .object({
    entries: z.array(entry).describe('Oldest first, to the minute.'),
    next: z.string().optional().describe('Give it as `cursor` for the next page; absent on the last one.'),
  })
  .meta({ id: 'AuditList' });
export type AuditList = z.infer<typeof auditList>;
