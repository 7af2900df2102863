import { createDeferred } from '../concurrency/deferred.ts';
import { type OperationKind, operationKinds } from '../journal/journal.ts';
import { windowSize } from './window-size.ts';

/** The operations in flight to one peer. */
export interface SendWindow {
  readonly size: number;
  /** The kinds of which one more may begin. */
  freeKinds(): readonly OperationKind[];
  begin(kind: OperationKind, work: Promise<void>): void;
  /** Resolves with the next operation that ends. One caller: a call replaces the one before. */
  nextEnd(): Promise<void>;
  /** Waits until nothing is in flight; rejects with an unexpected error of one of them. */
  finish(): Promise<void>;
}

/** Creates a window of at most `concurrency()` uploads and as many deletions. */
export function createSendWindow(concurrency: () => number): SendWindow {
  const running = new Set<Promise<void>>();
  const counts = { PUT: 0, DELETE: 0 };
  let ended = createDeferred();
  let fault: { readonly error: unknown } | undefined;

  function freeKinds(): readonly OperationKind[] {
    const most = concurrency();
    if (fault !== undefined || running.size >= windowSize(most)) return [];
    return operationKinds.filter((kind) => counts[kind] < most);
  }

  return {
    get size() {
      return running.size;
    },
    freeKinds,
    begin(kind, work) {
      counts[kind] += 1;
      const end = work
        .catch((error: unknown) => {
          fault = { error };
        })
        .then(() => {
          running.delete(end);
          counts[kind] -= 1;
          ended.resolve();
        });
      running.add(end);
    },
    // A fresh promise each time: one that outlived many waits would remember each of them.
    nextEnd() {
      ended = createDeferred();
      return ended.promise;
    },
    async finish() {
      await Promise.all(running);
      if (fault !== undefined) throw fault.error;
    },
  };
}
