import type { Fingerprint } from '../collections/fingerprint.ts';
import { createFingerprintSet } from '../collections/fingerprint-set.ts';
import type { Clock } from '../host/clock.ts';
import type { Inventory } from './inventory.ts';

/*
 * Whether a node is being filled: it lacks many files of its peers, and gets them.
 *
 * Nobody tells a node how much it lacks. But each peer asks it which files it wants before it sends
 * them, so what it wanted last and has not got yet is what it lacks. Of that, a sample is kept:
 * peers ask in the order of hashes, so some of the sample is among the last files that come.
 *
 * While files come and go a few are always on their way, and a peer may offer again and again what
 * this node never takes. So few are no matter, and neither is what does not get less any more.
 */

/** What is known of what a node lacks. */
export interface Lacks {
  /** A peer has compared the sets just now, and whether both nodes hold the same. */
  noteComparison(areEqual: boolean): void;
  /** A peer has files that are wanted here; there may be none. */
  noteWanted(wanted: readonly Fingerprint[]): void;
  /**
   * `unknown`: the node has just started, and no peer has asked what it wants. `filling`: it is
   * being filled.
   */
  state(): 'unknown' | 'filling' | 'filled';
}

export interface LacksOptions {
  readonly inventory: Pick<Inventory, 'stored' | 'tombstones'>;
  readonly clock: Clock;
  /** Whether there are peers that may ask. */
  readonly hasPeers: boolean;
}

/** A node that starts is compared by its peers within two seconds, if they are there. */
const unknownMs = 5000;
/** How many files are kept as the sample. */
const maxSample = 8192;
/** A node that lacks so few of its files, or a hundredth, is not being filled. */
const fewest = { min: 10, max: 80 };
/** How long it may get nothing of what it lacks. */
const maxPauseMs = 5 * 60_000;

/** Creates the state of a node that starts now. */
export function createLacks({ inventory, clock, hasPeers }: LacksOptions): Lacks {
  const sample = createFingerprintSet();
  const startedMs = clock.nowMs();
  let isKnown = !hasPeers;
  /** The size of the sample when there was progress last. */
  let left = 0;
  let progressMs = startedMs;

  const isMatter = (count: number): boolean => {
    const { min, max } = fewest;
    return count > Math.min(Math.max(inventory.stored.size / 100, min), max);
  };

  function noteProgress(): void {
    left = sample.size;
    progressMs = clock.nowMs();
  }

  function removeArrived(): void {
    for (const one of sample.size === 0 ? [] : sample.withPrefix(0, 0)) {
      if (inventory.stored.has(one) || inventory.tombstones.has(one)) sample.delete(one);
    }
    if (sample.size < left) noteProgress();
  }

  return {
    noteComparison(areEqual) {
      isKnown ||= areEqual;
    },
    noteWanted(wanted) {
      isKnown = true;
      removeArrived();
      for (const one of wanted) if (sample.size < maxSample) sample.add(one);
      if (isMatter(sample.size - left)) noteProgress();
    },
    state() {
      // The clock may have been set back.
      const ageMs = Math.abs(clock.nowMs() - startedMs);
      if (!isKnown && ageMs < unknownMs) return 'unknown';
      isKnown = true;
      removeArrived();
      const isMoving = Math.abs(clock.nowMs() - progressMs) < maxPauseMs;
      return isMatter(sample.size) && isMoving ? 'filling' : 'filled';
    },
  };
}
