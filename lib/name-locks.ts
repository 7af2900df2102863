import type { NameLocks } from './context.ts';
import type { StoredName } from './stored-name.ts';

/** Creates locks that live as long as somebody holds or awaits them. */
export function createNameLocks(): NameLocks {
  const tails = new Map<StoredName, Promise<void>>();

  async function withLock<Result>(name: StoredName, work: () => Promise<Result>): Promise<Result> {
    const turn = tails.get(name) ?? Promise.resolve();
    const { promise, resolve } = openPromise();
    tails.set(name, promise);
    await turn;
    try {
      return await work();
    } finally {
      resolve();
      if (tails.get(name) === promise) tails.delete(name);
    }
  }

  return { withLock };
}

function openPromise(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
