import { createMutex } from './mutex.ts';

/**
 * Creates a function that flushes items in groups: callers that arrive during a flush share the
 * next one, and so one sync. Each caller's promise settles as the flush of its item does.
 */
export function createGroupCommit<Item>(
  flush: (items: readonly Item[]) => Promise<void>,
): (item: Item) => Promise<void> {
  const withLock = createMutex();
  let waiting: Item[] = [];
  let next: Promise<void> | undefined;

  function flushWaiting(): Promise<void> {
    const items = waiting;
    waiting = [];
    next = undefined;
    return flush(items);
  }

  return (item) => {
    waiting.push(item);
    next ??= withLock(flushWaiting);
    return next;
  };
}
