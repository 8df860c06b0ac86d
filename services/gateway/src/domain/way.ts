import { makeEvent, type StoredEvent } from '@wetread/contracts';
import type { Receiver } from './receiver.ts';

/** What tells one way out from another: the jobs that deliver by it, and how the tenant learns that a receiver is off. */
export interface Way {
  readonly deliver: 'webhook.deliver' | 'destination.deliver';
  readonly drain: 'webhook.drain' | 'destination.drain';
  disabledEvent(receiver: Receiver & { readonly disabledAt: string }): StoredEvent;
}

export const webhookWay: Way = {
  deliver: 'webhook.deliver',
  drain: 'webhook.drain',
  disabledEvent({ tenant, id, disabledAt, disabledReason: reason = 'manual' }) {
    const data = { endpoint: id, reason, disabledAt };
    return makeEvent(tenant, 'endpoint.disabled', data, { now: new Date(disabledAt) });
  },
};

export const pacsWay: Way = {
  deliver: 'destination.deliver',
  drain: 'destination.drain',
  disabledEvent({ tenant, id, disabledAt, disabledReason }) {
    const reason = disabledReason === 'failing' ? 'failing' : 'manual';
    const data = { destination: id, reason, disabledAt } as const;
    return makeEvent(tenant, 'destination.disabled', data, { now: new Date(disabledAt) });
  },
};
