/** What is in several lists, one after the other, without a copy; it can be read again. */
export function chain<Item>(lists: readonly Iterable<Item>[]): Iterable<Item> {
  return {
    *[Symbol.iterator]() {
      for (const list of lists) yield* list;
    },
  };
}
