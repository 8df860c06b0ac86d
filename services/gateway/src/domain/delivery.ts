import { eventTypes, type StoredEvent } from '@wetread/contracts';
import { z } from 'zod';
import { nextDelayMs, type Schedule } from './schedule.ts';

const time = z.iso.datetime();

/** One request to a receiver, and what came of it. */
export const deliveryAttempt = z.object({
  at: time,
  durationMs: z.int().nonnegative(),
  /** HTTP status, where there was an answer. */
  status: z.int().optional(),
  /** Of a DICOM object: its C-STORE status, or the reason of a STOW-RS answer, as four hexadecimal digits. */
  dimse: z.string().optional(),
  /** Why it does not count as delivered. */
  error: z.string().optional(),
  /** The beginning of the answer. */
  response: z.string().optional(),
});
export type DeliveryAttempt = z.infer<typeof deliveryAttempt>;

/** `exhausted`: no attempt is left, or it was refused. `held`: the endpoint is disabled, and gets it when it is enabled again. */
export const deliveryStatuses = ['pending', 'delivered', 'exhausted', 'held'] as const;

/** One event on its way to one endpoint, be it a webhook's or, for a summary as a DICOM object, a destination. */
export const deliveryRecord = z.object({
  event: z.string(),
  type: z.enum(eventTypes),
  endpoint: z.string(),
  createdAt: time,
  status: z.enum(deliveryStatuses),
  attempts: z.array(deliveryAttempt),
  /** Attempts of earlier rounds, before it was sent anew: the schedule counts from there. */
  earlier: z.int().nonnegative().optional(),
  nextAttemptAt: time.optional(),
  settledAt: time.optional(),
  /** The first success, whatever came later. */
  deliveredAt: time.optional(),
  /** The replay that sent it last. */
  replay: z.string().optional(),
});
export type DeliveryRecord = z.infer<typeof deliveryRecord>;

/** What an attempt says about the next one. */
export interface Verdict {
  readonly attempt: DeliveryAttempt;
  /** `refused`: for this one there is no use in trying again. `gone`: for none there is. */
  readonly outcome: 'delivered' | 'failed' | 'refused' | 'gone';
  /** The receiver as a whole did not answer, or cannot take anything now. */
  readonly down?: boolean;
  readonly retryAfterMs?: number;
}

export function newDelivery(event: StoredEvent, endpoint: string, now = new Date()): DeliveryRecord {
  const { id, type } = event;
  return { event: id, type, endpoint, createdAt: now.toISOString(), status: 'pending', attempts: [] };
}

/** A round of attempts, at most, is kept: what is sent anew again and again must not grow its record (I6). */
const keptAttempts = 50;

/** Settled deliveries are not tried again unless someone asks for it (I3). */
export const isSettled = (delivery: DeliveryRecord): boolean => delivery.status !== 'pending';

export function afterAttempt(
  { nextAttemptAt: _, ...before }: DeliveryRecord,
  verdict: Verdict,
  schedule: Schedule,
  now = new Date(),
): DeliveryRecord {
  const delivery = withAttempt(before, verdict.attempt);
  if (verdict.outcome === 'delivered') {
    return settle({ ...delivery, deliveredAt: delivery.deliveredAt ?? now.toISOString() }, 'delivered', now);
  }
  if (verdict.outcome === 'gone') return settle(delivery, 'held', now);
  if (verdict.outcome === 'refused') return settle(delivery, 'exhausted', now);
  const made = delivery.attempts.length - (delivery.earlier ?? 0);
  const delayMs = nextDelayMs(schedule, made, verdict.retryAfterMs);
  if (delayMs === undefined) return settle(delivery, 'exhausted', now);
  return { ...delivery, nextAttemptAt: new Date(now.getTime() + delayMs).toISOString() };
}

function withAttempt(delivery: DeliveryRecord, attempt: DeliveryAttempt): DeliveryRecord {
  const all = [...delivery.attempts, attempt];
  const dropped = Math.max(0, all.length - keptAttempts);
  const { earlier = 0 } = delivery;
  return { ...delivery, attempts: all.slice(dropped), ...(earlier && { earlier: Math.max(0, earlier - dropped) }) };
}

export function settle(
  { nextAttemptAt: _, ...delivery }: DeliveryRecord,
  status: DeliveryRecord['status'],
  now = new Date(),
): DeliveryRecord {
  return { ...delivery, status, settledAt: now.toISOString() };
}

/** A new round: due at once, with the whole schedule before it. @param replay that asks for it */
export function anew(
  { nextAttemptAt: _, settledAt: __, ...delivery }: DeliveryRecord,
  replay?: string,
): DeliveryRecord {
  return { ...delivery, status: 'pending', earlier: delivery.attempts.length, ...(replay && { replay }) };
}

/** Milliseconds until the delivery may be tried; 0 or less where it may be now. */
export const dueInMs = (delivery: DeliveryRecord, now = Date.now()): number =>
  delivery.nextAttemptAt === undefined ? 0 : Date.parse(delivery.nextAttemptAt) - now;
