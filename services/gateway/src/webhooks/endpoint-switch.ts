import { makeEvent, type StoredEvent } from '@wetread/contracts';
import type { JobQueues } from '@wetread/queues';
import { announce, type StudyStore } from '@wetread/studies';
import { type DisabledReason, type EndpointRecord, isDisabled } from '../domain/endpoint.ts';
import type { EndpointStore } from './endpoint-store.ts';
import type { HeldEvents } from './held-events.ts';

export interface SwitchParts {
  readonly studies: StudyStore;
  readonly queues: JobQueues;
  readonly endpoints: EndpointStore;
  readonly held: HeldEvents;
}

/** Turns endpoints off and on. Off, their events are held; on again, the held ones are delivered, the oldest first. */
export class EndpointSwitch {
  readonly #parts: SwitchParts;
  readonly #told = new Set<string>();

  constructor(parts: SwitchParts) {
    this.#parts = parts;
  }

  async disable(tenant: string, id: string, reason: DisabledReason): Promise<void> {
    const record = await this.#parts.endpoints.disable(tenant, id, reason);
    if (record) await this.tell(record);
  }

  /** Tells the tenant's other endpoints. A crash may have come between the record and this, so it is safe to repeat (I3). */
  async tell({ tenant, id, disabledAt, disabledReason = 'manual' }: EndpointRecord): Promise<void> {
    if (disabledAt === undefined || this.#told.has(`${id} ${disabledAt}`)) return;
    const { studies, queues } = this.#parts;
    const data = { endpoint: id, reason: disabledReason, disabledAt };
    await announce(studies, queues, makeEvent(tenant, 'endpoint.disabled', data, { now: new Date(disabledAt) }));
    this.#told.add(`${id} ${disabledAt}`);
  }

  /** @throws WetreadError not_found */
  async enable(tenant: string, id: string): Promise<EndpointRecord> {
    const record = await this.#parts.endpoints.enable(tenant, id);
    if (record.draining) await this.drain(tenant, id);
    return record;
  }

  /** While a drain runs another is noted, so that nothing that was held at its end is overlooked. */
  drain(tenant: string, endpoint: string): Promise<void> {
    const debounce = { id: `drain-${endpoint}`, quietMs: 0 };
    return this.#parts.queues.add('webhook.drain', { tenant, endpoint }, { debounce });
  }

  /** The endpoint may have been enabled, and drained, since the caller looked. */
  async hold(event: StoredEvent, endpoint: string): Promise<void> {
    const { tenant } = event;
    await this.#parts.held.put(tenant, endpoint, event);
    const now = await this.#parts.endpoints.find(tenant, endpoint);
    if (now && !isDisabled(now)) await this.drain(tenant, endpoint);
  }
}
