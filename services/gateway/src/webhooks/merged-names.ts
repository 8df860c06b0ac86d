/** Two lists, each in order and without repetition, as one. Of neither is more read than what is asked for and one ahead. */
export async function* mergedNames(a: AsyncIterable<string>, b: AsyncIterable<string>): AsyncGenerator<string> {
  const lists = [a[Symbol.asyncIterator](), b[Symbol.asyncIterator]()] as const;
  try {
    let [left, right] = await Promise.all([lists[0].next(), lists[1].next()]);
    while (!left.done || !right.done) {
      const takesLeft = !left.done && (right.done || left.value <= right.value);
      const takesRight = !right.done && (left.done || right.value <= left.value);
      yield takesLeft ? left.value : right.value;
      if (takesLeft) left = await lists[0].next();
      if (takesRight) right = await lists[1].next();
    }
  } finally {
    // Closes what a reader who has enough leaves open.
    await Promise.all(lists.map((list) => list.return?.()));
  }
}
