import type { Timers } from '../host/timers.ts';

/** `small` may go in a batch, `large` may not; `alone` is a small one to a peer without batches. */
export type RequestKind = 'small' | 'large' | 'alone';

/** A `small` one that is a full batch may begin beside another. */
export type PlaceKind = RequestKind | 'full';

export interface RequestPlacesOptions {
  /** How many large uploads may be in flight at once. */
  readonly concurrency: number;
  /** How many requests may be in flight in all. */
  readonly maxRequests: number;
  readonly timers: Timers;
  /** Called when one more may begin. */
  readonly onFree: () => void;
}

/** Which requests to one peer may begin. */
export interface RequestPlaces {
  isFree(kind: PlaceKind): boolean;
  /** Counts a request of this kind until the work has ended, which never rejects. */
  run(kind: RequestKind, work: () => Promise<void>): void;
}

/** With one more, each batch would only be smaller; a full one would not. */
const maxQuick = 1;
const maxFull = 2;
/**
 * A small request that takes longer is at a slow link or disk, or waits for one operation of many.
 * The next one does not wait for it.
 */
const quickMs = 250;

/** Creates the places for requests to one peer, all free. */
export function createRequestPlaces(options: RequestPlacesOptions): RequestPlaces {
  const { concurrency, maxRequests, timers, onFree } = options;
  let open = 0;
  let large = 0;
  /** The small ones that have not taken long yet. */
  let quick = 0;

  /** Counts a small request until it has taken long; returns what ends that sooner. */
  function countQuick(): () => void {
    let counted = 1;
    quick += counted;
    const stop = (): void => {
      quick -= counted;
      counted = 0;
    };
    const cancel = timers.after(quickMs, () => {
      stop();
      onFree();
    });
    return () => {
      cancel();
      stop();
    };
  }

  function countLarge(): () => void {
    large += 1;
    return () => {
      large -= 1;
    };
  }

  function count(kind: RequestKind): () => void {
    if (kind === 'alone') return () => undefined;
    return kind === 'small' ? countQuick() : countLarge();
  }

  return {
    isFree(kind) {
      if (open >= maxRequests) return false;
      if (kind === 'alone') return true;
      if (kind === 'large') return large < concurrency;
      return quick < (kind === 'full' ? maxFull : maxQuick);
    },
    run(kind, work) {
      open += 1;
      const end = count(kind);
      void work().finally(() => {
        open -= 1;
        end();
        onFree();
      });
    },
  };
}
