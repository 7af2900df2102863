import type { Fingerprint } from '../collections/fingerprint.ts';
import { createFingerprintSet, type FingerprintSet } from '../collections/fingerprint-set.ts';

/** Fingerprints are listed in so many portions, so that no list has all of millions. */
const portionBits = 6;

/** Divides what a peer lacks among the nodes that can send it. */
export interface WorkSharing {
  /**
   * What this node sends now of the files that a peer lacks. Nothing while the other nodes send
   * what is left; everything once that gets no less.
   */
  take(missing: FingerprintSet): FingerprintSet;
}

/**
 * Shares the work for one peer between a node and others, given by their ids. Nothing is agreed: a
 * node that does not know the others, or that they do not know, only sends more than its share.
 */
export function createWorkSharing(ownId: string, others: () => readonly string[]): WorkSharing {
  /** How many files were left to the others when that was looked at last. */
  let left = Infinity;

  function shareOf(missing: FingerprintSet): FingerprintSet {
    const ids = [...new Set([ownId, ...others()])].toSorted();
    if (ids.length === 1) return missing;
    const own = ids.indexOf(ownId);
    const share = createFingerprintSet();
    for (const fingerprint of listed(missing)) {
      if (fingerprint.low % ids.length === own) share.add(fingerprint);
    }
    return share;
  }

  return {
    take(missing) {
      const share = shareOf(missing);
      if (share.size === 0 && missing.size > 0 && missing.size < left) {
        left = missing.size;
        return share;
      }
      left = Infinity;
      return share.size === 0 ? missing : share;
    },
  };
}

function* listed(set: FingerprintSet): Generator<Fingerprint> {
  for (let portion = 0; portion < 1 << portionBits; portion += 1) {
    yield* set.withPrefix((portion << (32 - portionBits)) >>> 0, portionBits);
  }
}
