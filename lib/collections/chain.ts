/** Concatenates lists without a copy. The result can be iterated again. */
export function chain<Item>(lists: readonly Iterable<Item>[]): Iterable<Item> {
  return {
    *[Symbol.iterator]() {
      for (const list of lists) yield* list;
    },
  };
}
