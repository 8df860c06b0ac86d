import { newId, type StoredEvent } from '@wetread/contracts';
import { z } from 'zod';
import { type Receiver, receiverFields } from './receiver.ts';
import { sealedSecret } from './sealed-secret.ts';

/** Where a tenant wants its summaries as DICOM objects: a PACS, by C-STORE or by STOW-RS. */
export const destinationRecord = z.discriminatedUnion('kind', [
  z.object({
    ...receiverFields,
    kind: z.literal('dimse'),
    host: z.string(),
    port: z.int(),
    calledAeTitle: z.string(),
    callingAeTitle: z.string(),
    tls: z.boolean(),
  }),
  z.object({
    ...receiverFields,
    kind: z.literal('dicomweb'),
    /** To which instances are posted. */
    url: z.string(),
    /** Of the Authorization header. */
    authorization: sealedSecret.optional(),
  }),
]);
export type DestinationRecord = z.infer<typeof destinationRecord>;
export type DimseDestination = Extract<DestinationRecord, { kind: 'dimse' }>;
export type DicomwebDestination = Extract<DestinationRecord, { kind: 'dicomweb' }>;

export const destinationId = z.string().regex(/^dst_[0-9a-f]{32}$/, 'not the id of a destination');
export const newDestinationId = (): string => newId('dst');

/** A destination gets the summaries that were made after it was. */
export const wantsReport = ({ createdAt }: Receiver, { type, timestamp }: StoredEvent): boolean =>
  type === 'study.summarized' && Date.parse(createdAt) <= Date.parse(timestamp);
