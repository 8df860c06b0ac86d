import type { StoredEvent } from '@wetread/contracts';
import type { DeliveryRecord } from '../domain/delivery.ts';
import { mostInGroup } from './taken-groups.ts';

/** How long the first of a group waits for others. Its job stays open so long; nobody who sends or receives waits. */
const gatherMs = 25;

/** Deliveries of one event. */
export interface Gathered {
  readonly event: StoredEvent;
  readonly deliveries: DeliveryRecord[];
}

/** A delivery that is under way, and may be taken. */
export interface Coming {
  /** Resolves once the record is durable; where the write fails, it fails for each that was in it. */
  take(delivery: DeliveryRecord): Promise<void>;
  /** Nobody need wait for it any more. Quiet where it was taken or has left. */
  leave(): void;
}

interface Gathering extends Gathered {
  readonly written: Promise<void>;
  readonly close: () => void;
}

interface OfEvent {
  readonly event: StoredEvent;
  /** Under way, and neither taken nor left yet. */
  coming: number;
  open: Gathering | undefined;
}

/** Deliveries of one event that are taken in the same moments, so that their records are written together. */
export class TakenGathering {
  readonly #write: (gathered: Gathered) => Promise<void>;
  readonly #events = new Map<string, OfEvent>();

  constructor(write: (gathered: Gathered) => Promise<void>) {
    this.#write = write;
  }

  comes(event: StoredEvent): Coming {
    const key = `${event.tenant} ${event.id}`;
    const found = this.#events.get(key) ?? { event, coming: 0, open: undefined };
    this.#events.set(key, found);
    found.coming++;
    let here = true;
    const leave = () => {
      if (!here) return;
      here = false;
      found.coming--;
      if (found.coming > 0) return;
      this.#events.delete(key);
      found.open?.close();
    };
    return {
      leave,
      take: (delivery) => {
        found.open ??= this.#begin(found);
        const { deliveries, written, close } = found.open;
        if (deliveries.push(delivery) >= mostInGroup) close();
        leave();
        return written;
      },
    };
  }

  #begin(found: OfEvent): Gathering {
    const gathered: Gathered = { event: found.event, deliveries: [] };
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const close = () => {
      clearTimeout(timer);
      found.open = undefined;
      resolve();
    };
    const timer = setTimeout(close, gatherMs);
    return { ...gathered, close, written: closed.then(() => this.#write(gathered)) };
  }
}
