import { createIncident } from '../concurrency/incident.ts';
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
  /**
   * The outcome of a probe: no error where the peer is there and lets this node in. As nothing is
   * pending then, the peer refuses no upload for want of free space either.
   */
  noteProbe(error: DeliveryError | undefined): void;
  /** The peer has acknowledged an operation, or does not need it. */
  noteDone(entry: JournalEntry, result: 'acknowledged' | 'skipped'): void;
}

export function createPeerMonitor(options: PeerMonitorOptions): PeerMonitor {
  const { peerName, clock, log, onShared } = options;
  /** Uploads that the peer rejects because of something else than a tombstone. */
  const conflicts = new Set<JournalEntry>();
  const problems = createIncident(clock);
  const rejections = createIncident(clock);
  const fullDisk = createIncident(clock);
  let isShared = false;

  function warn(message: string, error?: DeliveryError): void {
    log.warn(message, { peer: peerName, ...(error !== undefined && { error: error.message }) });
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
    if (rejections.note('')) warn("a peer rejects this node's secret", error);
  }

  function noteAuthorized(): void {
    if (rejections.noteAbsence()) warn("a peer accepts this node's secret again");
  }

  function noteFull(error: DeliveryError): void {
    if (fullDisk.note('')) warn("a peer's disk is full", error);
  }

  function noteNotFull(): void {
    if (fullDisk.noteAbsence()) warn("a peer's disk has free space again");
  }

  return {
    noteProblem(problem) {
      if (problem === undefined) {
        if (problems.noteAbsence()) warn('a problem with a peer is over');
      } else if (problems.note(problem.text)) log[problem.level](problem.text, { peer: peerName });
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
      if (entry.op === 'PUT') noteNotFull();
    },
    noteProbe(error) {
      if (error instanceof UnauthorizedError) return noteUnauthorized(error);
      if (error !== undefined) return;
      noteAuthorized();
      noteNotFull();
    },
  };
}
