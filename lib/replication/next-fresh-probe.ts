import type { Log } from '../host/log.ts';
import type { JournalEntry } from '../journal/journal.ts';
import { operationKinds } from '../journal/journal.ts';
import type { PeerQueue } from '../pending/peer-queue.ts';

/** With so many of a kind set aside a probe is one of them: weeks of absence add no more. */
const maxDeferredProbes = 100;

export interface ProbeOptions {
  readonly queue: PeerQueue;
  /** The peer answers and refuses, so all that is new may be tried. */
  readonly isResponding: boolean;
  /** How many probes in a row have found the peer down. */
  readonly rounds: number;
  readonly peer: string;
  readonly log: Log;
}

/**
 * Takes an operation never tried, to probe a peer that is down. A peer that answers is tried with
 * deletions first; any other with a deletion and an upload in turn, so that what happens to one
 * kind on the way does not hide that the peer is back. `undefined` when there is none, or none can
 * be read but others are set aside.
 */
export async function nextFreshProbe(options: ProbeOptions): Promise<JournalEntry | undefined> {
  const { queue, isResponding, rounds, peer, log } = options;
  const isUploadsTurn = !isResponding && rounds % 2 === 1;
  const order = isUploadsTurn ? operationKinds.toReversed() : operationKinds;
  try {
    return await queue.nextFresh(isResponding ? Infinity : maxDeferredProbes, order);
  } catch (error) {
    // The journal can't be read, but what was read of it before is no worse for that.
    if (queue.deferredCount === 0) throw error;
    log.error('what a peer is owed can not be read; what was read before is sent', {
      peer,
      error,
    });
    return undefined;
  }
}
