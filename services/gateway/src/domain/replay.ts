import { randomBytes } from 'node:crypto';
import { eventTypes } from '@wetread/contracts';
import { z } from 'zod';
import type { DeliveryRecord } from './delivery.ts';

const time = z.iso.datetime();

export const replayStatuses = ['running', 'completed', 'cancelled'] as const;

/** A time range of an endpoint's log that is sent again, and how far it is. */
export const replayRecord = z.object({
  id: z.string(),
  tenant: z.string(),
  endpoint: z.string(),
  since: time,
  until: time,
  types: z.array(z.enum(eventTypes)).optional(),
  /** Only what used up its attempts. */
  onlyFailed: z.boolean(),
  perSecond: z.number().positive(),
  status: z.enum(replayStatuses),
  createdAt: time,
  endedAt: time.optional(),
  /** Deliveries in the range. */
  total: z.int().nonnegative(),
  /** Of them, looked at so far: sent again, or passed over for the filters or because they are under way anyway. */
  seen: z.int().nonnegative(),
  sent: z.int().nonnegative(),
  /** The one looked at last. */
  cursor: z.string().optional(),
});
export type ReplayRecord = z.infer<typeof replayRecord>;

export const replayId = z.string().regex(/^rp_[0-9a-f]{32}$/, 'not the id of a replay');

/** In the order of their ids replays are in the order of time. */
export const newReplayId = (now = Date.now()): string =>
  `rp_${now.toString(16).padStart(12, '0')}${randomBytes(10).toString('hex')}`;

/** Whether the replay sends this one; what it has put before the worker already, it only asks for once more. */
export function isReplayed(replay: ReplayRecord, delivery: DeliveryRecord): boolean {
  if (replay.types && !replay.types.includes(delivery.type)) return false;
  if (delivery.replay === replay.id) return delivery.status === 'pending';
  return delivery.status === 'exhausted' || (delivery.status === 'delivered' && !replay.onlyFailed);
}
