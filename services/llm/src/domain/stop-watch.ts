import type { StopOrder, StopOrders } from '@wetread/batches';
import type { Logger } from '@wetread/telemetry';

const everyMs = 500;

const nameOf = ({ tenant, study, revision }: StopOrder): string => `${tenant}/${study}/${revision}`;

/** Aborts readings under way when somebody orders them to stop: one small question to Redis at a time, while any runs. */
export class StopWatch {
  readonly #orders: StopOrders;
  readonly #logger: Logger;
  readonly #running = new Map<string, AbortController>();
  #timer: NodeJS.Timeout | undefined;
  #place: string | undefined;

  constructor(orders: StopOrders, logger: Logger) {
    this.#orders = orders;
    this.#logger = logger;
  }

  /** Runs `work` with a signal that is aborted when its reading is to stop. */
  async during<T>(reading: StopOrder, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const name = nameOf(reading);
    const controller = new AbortController();
    if (this.#running.size === 0) this.#wake();
    this.#running.set(name, controller);
    try {
      return await work(controller.signal);
    } finally {
      this.#running.delete(name);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  /** Orders from before are not for what starts now. */
  #wake(): void {
    this.#place = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), 0);
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.#look(), everyMs);
  }

  async #look(): Promise<void> {
    try {
      this.#place ??= await this.#orders.latest();
      const { orders, place } = await this.#orders.after(this.#place);
      this.#place = place;
      for (const order of orders) this.#running.get(nameOf(order))?.abort();
    } catch (error) {
      this.#logger.warn({ err: error }, 'could not ask which readings are to stop');
    }
    this.#timer = undefined;
    if (this.#running.size > 0) this.#schedule();
  }
}
