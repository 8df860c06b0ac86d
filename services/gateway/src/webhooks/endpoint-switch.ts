import type { StoredEvent } from '@wetread/contracts';
import type { JobQueues } from '@wetread/queues';
import { announce, type StudyStore } from '@wetread/studies';
import type { EndpointRecord } from '../domain/endpoint.ts';
import { type DisabledReason, isDisabled, type Receiver } from '../domain/receiver.ts';
import type { Way } from '../domain/way.ts';
import type { HeldEvents } from './held-events.ts';
import type { ReceiverStore } from './receiver-store.ts';

export interface SwitchParts<R extends Receiver> {
  readonly studies: StudyStore;
  readonly queues: JobQueues;
  readonly endpoints: ReceiverStore<R>;
  readonly held: HeldEvents;
  readonly way: Way;
}

/** Turns receivers off and on. Off, their events are held; on again, the held ones are delivered, the oldest first. */
export class EndpointSwitch<R extends Receiver = EndpointRecord> {
  readonly #parts: SwitchParts<R>;
  readonly #told = new Set<string>();

  constructor(parts: SwitchParts<R>) {
    this.#parts = parts;
  }

  async disable(tenant: string, id: string, reason: DisabledReason): Promise<void> {
    const record = await this.#parts.endpoints.disable(tenant, id, reason);
    if (record) await this.tell(record);
  }

  /** Tells the tenant's webhook endpoints. A crash may have come between the record and this, so it is safe to repeat (I3). */
  async tell(record: R): Promise<void> {
    const { id, disabledAt } = record;
    if (disabledAt === undefined || this.#told.has(`${id} ${disabledAt}`)) return;
    const { studies, queues, way } = this.#parts;
    await announce(studies, queues, way.disabledEvent({ ...record, disabledAt }));
    this.#told.add(`${id} ${disabledAt}`);
  }

  /** @throws WetreadError not_found */
  async enable(tenant: string, id: string): Promise<R> {
    const record = await this.#parts.endpoints.enable(tenant, id);
    if (record.draining) await this.drain(tenant, id);
    return record;
  }

  /** While a drain runs another is noted, so that nothing that was held at its end is overlooked. */
  drain(tenant: string, endpoint: string): Promise<void> {
    const debounce = { id: `drain-${endpoint}`, quietMs: 0 };
    return this.#parts.queues.add(this.#parts.way.drain, { tenant, endpoint }, { debounce });
  }

  /** The endpoint may have been enabled, and drained, since the caller looked. */
  async hold(event: StoredEvent, endpoint: string): Promise<void> {
    const { tenant } = event;
    await this.#parts.held.put(tenant, endpoint, event);
    const now = await this.#parts.endpoints.find(tenant, endpoint);
    if (now && !isDisabled(now)) await this.drain(tenant, endpoint);
  }
}
