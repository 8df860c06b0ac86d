import { aeTitle } from '@wetread/batches';
import { studyUid } from '@wetread/contracts';
import { z } from 'zod';
import { deliveryAttempt, deliveryStatuses } from '../../domain/delivery.ts';
import { destinationId } from '../../domain/destination.ts';
import { cursor, limit, next } from './schemas.ts';
import { allowedRanges, deliveryTimes, description, eventId, identifiers, receiverState } from './webhook-schemas.ts';

/** Every body and query of the routes of destinations. */

export const destinationParams = z.object({ id: destinationId });
export const destinationDeliveryParams = z.object({ id: destinationId, event: eventId });

const host = z
  .string()
  .max(253)
  .regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]+)$/, 'not a host name or an address')
  .describe('Name or address.')
  .meta({ example: 'pacs.example.org' });
const port = z.int().min(1).max(65_535);
const url = z
  .string()
  .max(2_000)
  .describe('To which instances are posted (STOW-RS): it usually ends in `/studies`.')
  .meta({ example: 'https://pacs.example.org/dicom-web/studies' });

const common = {
  description: description.optional(),
  allowedRanges: allowedRanges.optional(),
  identifiers: identifiers.optional(),
};

const authorization = z
  .string()
  .min(1)
  .max(4_000)
  .regex(/^[\x20-\x7e]+$/, 'not the value of a header')
  .describe('Value of the Authorization header. Kept encrypted, and never shown.');

const newDimse = z
  .object({
    kind: z.literal('dimse'),
    host,
    port: port.default(104),
    calledAeTitle: aeTitle.describe('AE title of the PACS.'),
    callingAeTitle: aeTitle.default('WETREAD').describe('Ours, as the PACS knows it.'),
    tls: z.boolean().default(false).describe('Without it, addresses outside of allowed ranges are refused.'),
    ...common,
  })
  .meta({ id: 'NewDimseDestination' });

const newDicomweb = z
  .object({
    kind: z.literal('dicomweb'),
    url,
    authorization: authorization.optional(),
    ...common,
  })
  .meta({ id: 'NewDicomwebDestination' });

export const newDestination = z.discriminatedUnion('kind', [newDimse, newDicomweb]).meta({ id: 'NewDestination' });
export type NewDestinationInput = z.infer<typeof newDestination>;

/** Its kind stays. */
export const destinationPatch = z
  .object({
    host: host.optional(),
    port: port.optional(),
    calledAeTitle: aeTitle.optional(),
    callingAeTitle: aeTitle.optional(),
    tls: z.boolean().optional(),
    url: url.optional(),
    authorization: authorization
      .nullable()
      .optional()
      .describe('`null`: none. Where `url` leads to another server, the old one is not sent there: give it again.'),
    description: description.nullable().optional(),
    allowedRanges: allowedRanges.nullable().optional(),
    identifiers: identifiers.optional(),
  })
  .describe('`host`, `port`, `tls` and the AE titles of `dimse`; `url` and `authorization` of `dicomweb`.')
  .meta({ id: 'DestinationPatch' });
export type DestinationPatchInput = z.infer<typeof destinationPatch>;

const shown = {
  id: destinationId,
  description: z.string().optional(),
  ...receiverState,
  disabledReason: z
    .enum(['failing', 'manual'])
    .optional()
    .describe('`failing`: nothing reached it for days. `manual`: by the API.'),
};

export const destinationAnswer = z
  .discriminatedUnion('kind', [
    z
      .object({
        kind: z.literal('dimse'),
        host: z.string(),
        port,
        calledAeTitle: z.string(),
        callingAeTitle: z.string(),
        tls: z.boolean(),
        ...shown,
      })
      .meta({ id: 'DimseDestination' }),
    z
      .object({ kind: z.literal('dicomweb'), url: z.string(), authorized: z.boolean(), ...shown })
      .meta({ id: 'DicomwebDestination' }),
  ])
  .meta({ id: 'Destination' });
export type DestinationAnswer = z.infer<typeof destinationAnswer>;

export const destinationList = z.object({ destinations: z.array(destinationAnswer) }).meta({ id: 'DestinationList' });

const dimse = z
  .string()
  .optional()
  .describe('DIMSE status, or STOW-RS failure or warning reason: four hexadecimal digits.')
  .meta({ example: '0000' });

export const destinationTest = z
  .object({
    ok: z.boolean(),
    durationMs: z.int(),
    status: z.int().optional().describe('HTTP status.'),
    dimse,
    acceptsReports: z.boolean().optional().describe('Whether it negotiated Basic Text SR; of `dimse` alone.'),
    error: z.string().optional(),
  })
  .meta({ id: 'DestinationTest' });

export const destinationDeliveryQuery = z.object({ limit: limit(50), cursor: cursor.optional() });
export type DestinationDeliveryQuery = z.infer<typeof destinationDeliveryQuery>;

export const destinationDelivery = z
  .object({
    event: z.string().describe('Id of the `study.summarized` event that it delivers.'),
    study: studyUid.optional().describe('Absent where the study was deleted.'),
    revision: z.int().optional(),
    status: z
      .enum(deliveryStatuses)
      .describe('`exhausted`: no attempt is left, or the last one was refused for good. `held`: it is disabled.'),
    ...deliveryTimes,
    attempts: z.array(deliveryAttempt.extend({ dimse }).meta({ id: 'DestinationAttempt' })).describe('The last 50.'),
  })
  .meta({ id: 'DestinationDelivery' });
export type DestinationDelivery = z.infer<typeof destinationDelivery>;

export const destinationDeliveryList = z
  .object({ deliveries: z.array(destinationDelivery).describe('Newest event first.'), next })
  .meta({ id: 'DestinationDeliveryList' });
export type DestinationDeliveryList = z.infer<typeof destinationDeliveryList>;
