import dimse from 'dcmjs-dimse';

type Listener = (...told: unknown[]) => unknown;

/**
 * The library's service class provider, whose errors end one connection. What its emitter's listeners throw, its own and
 * those that answer requests, would become a rejection that nobody handles, and end the process.
 */
export abstract class GuardedScp extends dimse.Scp {
  /** A listener threw, or the promise that it gave was rejected. */
  protected abstract failed(error: unknown): void;

  /** Called by the constructor above too. */
  override on(event: string, listener: Listener): this {
    const guarded = (...told: unknown[]): void => {
      try {
        const result = listener.apply(this, told);
        if (result instanceof Promise) result.catch((error: unknown) => this.failed(error));
      } catch (error) {
        this.failed(error);
      }
    };
    // The emitter goes by the number of parameters.
    const asMany = listener.length < 2 ? (told: unknown) => guarded(told) : (a: unknown, b: unknown) => guarded(a, b);
    // By which one that is for once is found again and taken off.
    super.on(event, Object.assign(asMany, { listener }));
    return this;
  }
}
