import {
  type DeliveryError,
  PeerFullError,
  UnauthorizedError,
  UploadConflictError,
} from '../delivery/delivery-error.ts';
import type { PeerProblem } from '../delivery/peer-problem.ts';
import { describeError } from '../errors/describe-error.ts';
import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { JournalEntry } from '../journal/journal.ts';

export interface PeerMonitorOptions {
  readonly peerName: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when it turns out that several nodes respond at the peer's URL. */
  readonly onShared: () => void;
}

/**
 * Logs what an operator must know about a peer: once when it begins and once when it is over, not
 * for each operation.
 */
export interface PeerMonitor {
  /** What is wrong with the peer's URL after an operation, if anything. */
  noteProblem(problem: PeerProblem | undefined): void;
  /** An operation was not delivered, by whoever's fault. */
  noteFailure(entry: JournalEntry, error: unknown): void;
  /** The outcome of a probe: no error where the peer is there and lets this node in. */
  noteProbe(error: DeliveryError | undefined): void;
  /** The peer has acknowledged an operation, or does not need it. */
  noteDone(entry: JournalEntry, result: 'acknowledged' | 'skipped'): void;
}

/** A problem that is back within this time was not over. */
const quietMs = 60_000;

export function createPeerMonitor(options: PeerMonitorOptions): PeerMonitor {
  const { peerName, clock, log, onShared } = options;
  /** Uploads that the peer rejects because of something else than a tombstone. */
  const conflicts = new Set<JournalEntry>();
  let isSecretAccepted = true;
  let isFull = false;
  let isShared = false;
  /** The problem that was logged last, and since when it is gone. */
  let known: { readonly text: string; goneAtMs: number | undefined } | undefined;

  function logProblem({ level, text }: PeerProblem): void {
    if (known?.text !== text) log[level](text, { peer: peerName });
    known = { text, goneAtMs: undefined };
  }

  function logEnd(): void {
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
    // They are sent again, as other entries.
    conflicts.clear();
    onShared();
  }

  function noteConflict({ name }: JournalEntry): void {
    if (conflicts.size > 0) return;
    log.warn('a peer rejects an upload: something else is stored at its path', {
      peer: peerName,
      name,
    });
  }

  function noteUnauthorized(error: DeliveryError): void {
    if (!isSecretAccepted) return;
    isSecretAccepted = false;
    log.warn("a peer rejects this node's secret", { peer: peerName, error: error.message });
  }

  function noteAuthorized(): void {
    if (isSecretAccepted) return;
    isSecretAccepted = true;
    log.warn("a peer accepts this node's secret again", { peer: peerName });
  }

  function noteFull(error: DeliveryError): void {
    if (isFull) return;
    isFull = true;
    log.warn("a peer's disk is full", { peer: peerName, error: error.message });
  }

  function noteUploaded(): void {
    if (!isFull) return;
    isFull = false;
    log.warn("a peer's disk has free space again", { peer: peerName });
  }

  return {
    noteProblem(problem) {
      if (problem === undefined) logEnd();
      else logProblem(problem);
      noteShared(problem?.isShared === true);
    },
    noteFailure(entry, error) {
      const details = { peer: peerName, name: entry.name, error: describeError(error) };
      log.debug('an operation was not delivered', details);
      if (error instanceof UnauthorizedError) noteUnauthorized(error);
      if (error instanceof PeerFullError) noteFull(error);
      if (!(error instanceof UploadConflictError)) return;
      noteConflict(entry);
      conflicts.add(entry);
    },
    noteDone(entry, result) {
      conflicts.delete(entry);
      if (result !== 'acknowledged') return;
      noteAuthorized();
      if (entry.op === 'PUT') noteUploaded();
    },
    noteProbe(error) {
      if (error === undefined) noteAuthorized();
      else if (error instanceof UnauthorizedError) noteUnauthorized(error);
    },
  };
}
