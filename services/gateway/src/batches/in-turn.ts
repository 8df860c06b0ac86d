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
