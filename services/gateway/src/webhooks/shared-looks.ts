/**
 * Those who ask for the same thing in one turn of the event loop share one look at it, which begins after the last of
 * them asked: what each learns is no older than if it had looked by itself.
 */
export class SharedLooks<T> {
  readonly #waiting = new Map<string, Promise<T>>();

  /** @param look is the first asker's; those of the same key must do the same */
  share(key: string, look: () => Promise<T>): Promise<T> {
    const joined = this.#waiting.get(key);
    if (joined) return joined;
    const started = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#waiting.delete(key);
      return look();
    });
    this.#waiting.set(key, started);
    return started;
  }
}
