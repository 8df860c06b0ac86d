import { type EventType, eventTable, eventTypes } from '@wetread/contracts';
import { z } from 'zod';

/** Every event there is, with the JSON Schema of the body that a receiver gets. */
export interface CatalogueEntry {
  readonly type: EventType;
  readonly description: string;
  /** JSON Schema 2020-12. */
  readonly schema: Record<string, unknown>;
}

const summary = z
  .object({ text: z.string(), findings: z.string(), impression: z.string(), notice: z.string() })
  .describe('In full payloads: the preliminary text, and the notice to show with it.');

const originalStudy = z
  .string()
  .optional()
  .describe('Where an endpoint asks for original identifiers: what its sender calls a de-identified study.');

/** What a body may hold beside the event's own data. */
const additions: Partial<Record<EventType, z.ZodRawShape>> = {
  'study.summarized': {
    summary: summary.optional(),
    summaryOmitted: z.literal('too_large').optional().describe('The full text did not fit; the API has it.'),
  },
  'study.refused': {
    refusalsOmitted: z.int().optional().describe('How many refusals did not fit; the API has them.'),
  },
};

export const eventCatalogue: readonly CatalogueEntry[] = eventTypes.map((type) => {
  const { data, description = '' }: { data: z.ZodObject; description?: string } = eventTable[type];
  const body = z.object({
    type: z.literal(type),
    timestamp: z.iso.datetime().describe('When it happened.'),
    data: data.extend({ ...additions[type], ...('study' in data.shape && { originalStudy }) }),
  });
  // Receivers must bear fields that come later.
  return { type, description, schema: z.toJSONSchema(body, { io: 'input' }) as Record<string, unknown> };
});
