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
  /** Why it does not count as delivered. */
  error: z.string().optional(),
  /** The beginning of the answer. */
  response: z.string().optional(),
});
export type DeliveryAttempt = z.infer<typeof deliveryAttempt>;

export const deliveryStatuses = ['pending', 'delivered', 'exhausted', 'disabled'] as const;

/** One event on its way to one endpoint. */
export const deliveryRecord = z.object({
  event: z.string(),
  type: z.enum(eventTypes),
  endpoint: z.string(),
  createdAt: time,
  status: z.enum(deliveryStatuses),
  attempts: z.array(deliveryAttempt),
  nextAttemptAt: time.optional(),
  settledAt: time.optional(),
});
export type DeliveryRecord = z.infer<typeof deliveryRecord>;

/** What an attempt says about the next one. */
export interface Verdict {
  readonly attempt: DeliveryAttempt;
  readonly outcome: 'delivered' | 'failed' | 'gone';
  readonly retryAfterMs?: number;
}

export function newDelivery(event: StoredEvent, endpoint: string, now = new Date()): DeliveryRecord {
  const { id, type } = event;
  return { event: id, type, endpoint, createdAt: now.toISOString(), status: 'pending', attempts: [] };
}

/** Settled deliveries are never tried again (I3). */
export const isSettled = (delivery: DeliveryRecord): boolean => delivery.status !== 'pending';

export function afterAttempt(
  { nextAttemptAt: _, ...delivery }: DeliveryRecord,
  verdict: Verdict,
  schedule: Schedule,
  now = new Date(),
): DeliveryRecord {
  const attempts = [...delivery.attempts, verdict.attempt];
  const settledAs = (status: DeliveryRecord['status']) => settle({ ...delivery, attempts }, status, now);
  if (verdict.outcome === 'delivered') return settledAs('delivered');
  if (verdict.outcome === 'gone') return settledAs('disabled');
  const delayMs = nextDelayMs(schedule, attempts.length, verdict.retryAfterMs);
  if (delayMs === undefined) return settledAs('exhausted');
  return { ...delivery, attempts, nextAttemptAt: new Date(now.getTime() + delayMs).toISOString() };
}

export function settle(
  { nextAttemptAt: _, ...delivery }: DeliveryRecord,
  status: DeliveryRecord['status'],
  now = new Date(),
): DeliveryRecord {
  return { ...delivery, status, settledAt: now.toISOString() };
}

/** Milliseconds until the delivery may be tried; 0 or less where it may be now. */
export const dueInMs = (delivery: DeliveryRecord, now = Date.now()): number =>
  delivery.nextAttemptAt === undefined ? 0 : Date.parse(delivery.nextAttemptAt) - now;
