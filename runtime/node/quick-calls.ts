/** A call that takes longer than this, in milliseconds, has waited for something. */
const quickMs = 5;
/** For so long after that the thread pool waits instead, in milliseconds. */
const cautiousMs = 1000;

/**
 * Makes a call that waits for no disk at once, on the event loop: a trip through the thread pool
 * costs ten times as much. Where it waits all the same, as on a disk in the network, the next ones
 * go through the pool, so that the loop never stands still for long.
 */
export interface QuickCalls {
  /**
   * Makes the call and passes its outcome on; does nothing and returns `false` where the pool is to
   * make it.
   */
  tryAtOnce(call: () => void, callback: (error: Error | null) => void): boolean;
}

/** Creates the calls to a disk of which nothing is known. */
export function createQuickCalls(nowMs: () => number): QuickCalls {
  let cautiousUntilMs = -Infinity;
  return {
    tryAtOnce(call, callback) {
      const beganAtMs = nowMs();
      if (beganAtMs < cautiousUntilMs) return false;
      let failure: Error | null = null;
      try {
        call();
      } catch (error) {
        failure = error as Error;
      }
      const endedAtMs = nowMs();
      if (endedAtMs - beganAtMs > quickMs) cautiousUntilMs = endedAtMs + cautiousMs;
      callback(failure);
      return true;
    },
  };
}
