const chunk = 64;
const atOnce = 8;

/** Maps a stream, of which it holds some lines. */
export async function* mapped<T, R>(lines: AsyncIterable<T>, work: (line: T) => Promise<R>): AsyncGenerator<R> {
  let held: T[] = [];
  for await (const line of lines) {
    if (held.push(line) < chunk) continue;
    yield* await inTurn(held, atOnce, work);
    held = [];
  }
  yield* await inTurn(held, atOnce, work);
}

/** Maps with at most `width` under way at once; results in the order of the items. The first failure ends it. */
export async function inTurn<T, R>(items: readonly T[], width: number, work: (item: T, at: number) => Promise<R>) {
  const results = new Array<R>(items.length);
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at] as T, at);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return results;
}
