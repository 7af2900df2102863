import {
  ConflictError,
  type DeliveryError,
  UnauthorizedError,
} from '../delivery/delivery-error.ts';
import type { PeerProblem } from '../delivery/peer-identity.ts';
import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { JournalEntry } from '../journal/journal.ts';

export interface PeerWatchOptions {
  readonly peerName: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when it turns out that several nodes answer in the peer's place. */
  readonly onShared: (() => void) | undefined;
}

/** Tells the log what an operator must know of a peer: when it begins, not for each operation. */
export interface PeerWatch {
  /** What is wrong after an operation, if anything. */
  noteProblem(problem: PeerProblem | undefined): void;
  noteFailure(entry: JournalEntry, error: DeliveryError): void;
  /** The peer has acknowledged an operation, or has no need of it. */
  noteDone(entry: JournalEntry, result: 'acknowledged' | 'skipped'): void;
}

/** A problem that comes again within this time was not over. */
const quietMs = 60_000;

export function createPeerWatch(options: PeerWatchOptions): PeerWatch {
  const { peerName, clock, log, onShared } = options;
  /** Uploads that the peer refuses for something else than a tombstone. */
  const conflicts = new Set<JournalEntry>();
  let isSecretGood = true;
  let isShared = false;
  /** The problem that was told last, and since when it is gone. */
  let known: { readonly text: string; goneAtMs: number | undefined } | undefined;

  function tell({ level, text }: PeerProblem): void {
    if (known?.text !== text) log[level](text, { peer: peerName });
    known = { text, goneAtMs: undefined };
  }

  function tellEnd(): void {
    if (known === undefined) return;
    const nowMs = clock.nowMs();
    known.goneAtMs ??= nowMs;
    if (Math.abs(nowMs - known.goneAtMs) < quietMs) return;
    known = undefined;
    log.warn('a problem with a peer is over', { peer: peerName });
  }

  function noteShared(isSharedNow: boolean): void {
    if (isShared === isSharedNow) return;
    isShared = isSharedNow;
    if (!isShared) return;
    // They are told again, as other entries.
    conflicts.clear();
    onShared?.();
  }

  function noteConflict(entry: JournalEntry): void {
    const message = 'a peer refuses an upload, because something else is in its place there';
    if (conflicts.size === 0) log.warn(message, { peer: peerName, name: entry.name });
    conflicts.add(entry);
  }

  return {
    noteProblem(problem) {
      if (problem === undefined) tellEnd();
      else tell(problem);
      noteShared(problem?.isShared === true);
    },
    noteFailure(entry, error) {
      if (error instanceof ConflictError) noteConflict(entry);
      if (!(error instanceof UnauthorizedError) || !isSecretGood) return;
      isSecretGood = false;
      log.warn("a peer does not take this node's secret", { peer: peerName, error: error.message });
    },
    noteDone(entry, result) {
      conflicts.delete(entry);
      if (result === 'acknowledged') isSecretGood = true;
    },
  };
}
