import { tenantId } from '@wetread/contracts';
import { z } from 'zod';

const time = z.iso.datetime();

/** Of de-identified studies: what stands for their identifiers, or those that their senders know. */
export const identifierForms = ['stored', 'original'] as const;

export const disabledReasons = ['gone', 'failing', 'manual'] as const;
export type DisabledReason = (typeof disabledReasons)[number];

/** What every place that a tenant has something sent to has: a webhook endpoint as well as a destination. */
export const receiverFields = {
  id: z.string(),
  tenant: tenantId,
  description: z.string().optional(),
  /** Private ranges that an admin opened for this one. */
  allowedRanges: z.array(z.string()).optional(),
  /** Absent: as stored. */
  identifiers: z.enum(identifierForms).optional(),
  createdAt: time,
  disabledAt: time.optional(),
  disabledReason: z.enum(disabledReasons).optional(),
  /** Enabled again, and what was held meanwhile goes first. */
  draining: z.literal(true).optional(),
};
const receiver = z.object(receiverFields);
export type Receiver = z.infer<typeof receiver>;

export const isDisabled = ({ disabledAt }: Receiver): boolean => disabledAt !== undefined;

/** Its events are put aside: while it is disabled, and behind those that were put aside until they are gone. */
export const holdsEvents = (to: Receiver): boolean => isDisabled(to) || to.draining === true;
