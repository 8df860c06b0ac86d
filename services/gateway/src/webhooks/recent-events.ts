import type { StoredEvent } from '@wetread/contracts';
import type { StudyStore } from '@wetread/studies';
import { SharedLooks } from './shared-looks.ts';
import { isTold } from './study-events.ts';

const max = 1_000;

/** Events that are being delivered, each read once for all endpoints: they never change. */
export class RecentEvents {
  readonly #studies: StudyStore;
  readonly #events = new Map<string, Promise<StoredEvent | undefined>>();
  readonly #told = new SharedLooks<boolean>();

  constructor(studies: StudyStore) {
    this.#studies = studies;
  }

  find(tenant: string, id: string): Promise<StoredEvent | undefined> {
    const key = `${tenant} ${id}`;
    const known = this.#events.get(key);
    if (known) return known;
    const found = this.#studies.findEvent(tenant, id);
    this.#events.set(key, found);
    const forget = () => this.#events.delete(key);
    found.then((event) => event ?? forget(), forget);
    for (const oldest of this.#events.keys()) {
      if (this.#events.size <= max) break;
      this.#events.delete(oldest);
    }
    return found;
  }

  /** Whether it may still be told: an event of a study goes with it (I4). */
  isTold(event: StoredEvent): Promise<boolean> {
    return this.#told.share(`${event.tenant} ${event.id}`, () => isTold(this.#studies, event));
  }
}
