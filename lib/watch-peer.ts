import type { JournalEntry, Log } from './context.ts';
import { ConflictError, type DeliveryError, UnauthorizedError } from './delivery-error.ts';
import type { PeerProblem } from './peer-identity.ts';

export interface PeerWatchOptions {
  readonly peerName: string;
  readonly log: Log;
  /** Called when it turns out that several nodes answer in the peer's place. */
  readonly onShared: (() => void) | undefined;
}

/** Tells the log what an operator must know of a peer: when it begins, not for each operation. */
export interface PeerWatch {
  noteProblem(problem: PeerProblem | undefined): void;
  noteFailure(entry: JournalEntry, error: DeliveryError): void;
  /** The peer has acknowledged an operation, or has no need of it. */
  noteDone(entry: JournalEntry, result: 'told' | 'needless'): void;
}

export function createPeerWatch({ peerName, log, onShared }: PeerWatchOptions): PeerWatch {
  /** Uploads that the peer refuses for something else than a tombstone. */
  const conflicts = new Set<JournalEntry>();
  let isSecretGood = true;
  let known: PeerProblem | undefined;

  function noteConflict(entry: JournalEntry): void {
    const message = 'a peer refuses an upload, because something else is in its place there';
    if (conflicts.size === 0) log.warn(message, { peer: peerName, name: entry.name });
    conflicts.add(entry);
  }

  return {
    noteProblem(problem) {
      if (problem?.text === known?.text) return;
      known = problem;
      if (problem === undefined) log.warn('a problem with a peer is over', { peer: peerName });
      else log[problem.level](problem.text, { peer: peerName });
      if (problem?.isShared !== true) return;
      // They are told again, as other entries.
      conflicts.clear();
      onShared?.();
    },
    noteFailure(entry, error) {
      if (error instanceof ConflictError) noteConflict(entry);
      if (!(error instanceof UnauthorizedError) || !isSecretGood) return;
      isSecretGood = false;
      log.warn("a peer does not take this node's secret", { peer: peerName, error: error.message });
    },
    noteDone(entry, result) {
      conflicts.delete(entry);
      if (result === 'told') isSecretGood = true;
    },
  };
}
