type Work = (signal: AbortSignal) => Promise<unknown>;

/** Runs works at once; where one fails or `outer` is aborted, the others are told to end. @throws what happened first */
export async function sideBySide(outer: AbortSignal, works: readonly Work[]): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([outer, over.signal]);
  const started = works.map((work) => work(signal).catch((error) => over.abort(error)));
  await Promise.all(started);
  signal.throwIfAborted();
}

/** Takes items in order, `lanes` of them at once. */
export async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  signal: AbortSignal,
  take: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  await sideBySide(
    signal,
    Array.from({ length: Math.min(lanes, items.length) }, () => async (inner) => {
      for (const item of rest) {
        inner.throwIfAborted();
        await take(item);
      }
    }),
  );
}
