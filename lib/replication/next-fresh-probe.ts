import type { Log } from '../host/log.ts';
import type { JournalEntry } from '../journal/journal.ts';
import { operationKinds } from '../journal/journal.ts';
import type { PeerQueue } from '../pending/peer-queue.ts';

/**
 * While a peer is down, probes are new operations only until this many of a kind are deferred;
 * then deferred ones are sent again, so that weeks of absence do not make the list longer.
 */
const maxDeferredProbes = 100;

export interface ProbeOptions {
  readonly queue: PeerQueue;
  /** The peer responds and refuses, so everything new may be tried. */
  readonly isResponding: boolean;
  /** How many rounds in a row have found the peer down. */
  readonly rounds: number;
  readonly peer: string;
  readonly log: Log;
}

/**
 * Takes an operation that was never tried, to probe a peer that is refusing or down. A peer that
 * responds gets deletions first; any other a deletion and an upload alternately, so that a fault
 * which affects one kind only does not hide that the peer is back. `undefined` when there is none,
 * or when the journal can't be read but there are deferred operations to try.
 */
export async function nextFreshProbe(options: ProbeOptions): Promise<JournalEntry | undefined> {
  const { queue, isResponding, rounds, peer, log } = options;
  const isUploadsTurn = !isResponding && rounds % 2 === 1;
  const order = isUploadsTurn ? operationKinds.toReversed() : operationKinds;
  try {
    return await queue.nextFresh(isResponding ? Infinity : maxDeferredProbes, order);
  } catch (error) {
    if (queue.deferredCount === 0) throw error;
    log.error('journal unreadable; sending operations read earlier', { peer, error });
    return undefined;
  }
}
