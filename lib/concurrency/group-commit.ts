/**
 * Lets callers that come while a flush is under way share the next one: one sync for all of them.
 * Each caller's promise settles as the flush that took its item did.
 */
export function createGroupCommit<Item>(
  flush: (items: readonly Item[]) => Promise<void>,
): (item: Item) => Promise<void> {
  let waiting: Item[] = [];
  let next: Promise<void> | undefined;
  let current: Promise<void> = Promise.resolve();

  async function flushAfter(previous: Promise<void>): Promise<void> {
    await previous;
    const items = waiting;
    waiting = [];
    next = undefined;
    await flush(items);
  }

  return (item) => {
    waiting.push(item);
    if (next === undefined) {
      next = flushAfter(current);
      current = next.catch(() => undefined);
    }
    return next;
  };
}
