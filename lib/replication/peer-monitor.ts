import { createIncident } from '../concurrency/incident.ts';
import {
  DeliveryError,
  LastingRefusalError,
  PeerFullError,
  UnauthorizedError,
} from '../delivery/delivery-error.ts';
import type { Peer } from '../delivery/peer.ts';
import type { PeerProblem } from '../delivery/peer-problem.ts';
import { describeError } from '../errors/describe-error.ts';
import type { Clock } from '../host/clock.ts';
import type { Log, LogFields } from '../host/log.ts';
import type { JournalEntry } from '../journal/journal.ts';
import type { DeferralReason } from '../pending/deferral.ts';
import type { OperationCounts, RefusalReport } from '../pending/peers.ts';
import { createOutcomes } from './outcomes.ts';
import { createRefusalMonitor } from './refusal-monitor.ts';

export interface PeerMonitorOptions {
  readonly peerName: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when it turns out that several nodes respond at the peer's URL. */
  readonly onShared: () => void;
  /** Called when another process of the peer responds than before, or the first one. */
  readonly onReplaced: () => void;
}

/**
 * Logs what an operator must know about a peer: once when it begins and once when it is over, not
 * for each operation.
 */
export interface PeerMonitor {
  /** What the last response shows of who responded. */
  noteResponder(peer: Pick<Peer, 'problem' | 'identity' | 'clockOffsetSeconds'>): void;
  /** What is wrong with the peer's URL after an operation, if anything. */
  noteProblem(problem: PeerProblem | undefined): void;
  /** The process that responded last, if it shows itself; another one may have other limits. */
  noteInstance(instance: string | undefined): void;
  /** How far the peer's clock is ahead; `undefined` while that is not known. */
  noteClock(offsetSeconds: number | undefined): void;
  /** An operation was not delivered, by whoever's fault. Returns why it is deferred. */
  noteFailure(entry: JournalEntry, error: unknown): DeferralReason;
  /** The outcome of a probe: no error where the peer is there and lets this node in. */
  noteProbe(error: DeliveryError | undefined): void;
  /** The peer has acknowledged an operation, or does not need it. */
  noteDone(entry: JournalEntry, result: 'acknowledged' | 'skipped'): void;
  /** Why the peer rejects operations. */
  refused(): readonly RefusalReport[];
  /** What became of all operations since the start. */
  outcomes(): OperationCounts;
}

/**
 * Half of the minute for which a node takes an upload that is sent again to its own URL, by the
 * second in the name: a client may be redirected to another node than the one that stamped it.
 */
const largestOffsetSeconds = 30;

export function createPeerMonitor(options: PeerMonitorOptions): PeerMonitor {
  const { peerName, clock, log, onShared, onReplaced } = options;
  const problems = createIncident(clock);
  const rejections = createIncident(clock);
  const fullDisk = createIncident(clock);
  const wrongClock = createIncident(clock);
  const refusals = createRefusalMonitor(clock, warn);
  const outcomes = createOutcomes();
  let isShared = false;
  /** It has rejected an upload for that, and accepted none since. */
  let isFull = false;
  let lastInstance: string | undefined;

  function warn(message: string, fields?: LogFields): void {
    log.warn(message, { peer: peerName, ...fields });
  }

  function noteShared(isSharedNow: boolean): void {
    if (isShared === isSharedNow) return;
    isShared = isSharedNow;
    if (!isShared) return;
    // They are sent again, whoever rejected them.
    refusals.clear();
    onShared();
  }

  function noteUnauthorized(error: DeliveryError): void {
    if (rejections.note('')) warn("a peer rejects this node's secret", { error: error.message });
  }

  function noteAuthorized(): void {
    if (rejections.noteAbsence()) warn("a peer accepts this node's secret again");
  }

  function noteFull(error: DeliveryError): void {
    isFull = true;
    if (fullDisk.note('')) warn("a peer's disk is full", { error: error.message });
  }

  function noteNotFull(): void {
    if (!isFull && fullDisk.noteAbsence()) warn("a peer's disk has free space again");
  }

  const monitor: PeerMonitor = {
    noteResponder(peer) {
      monitor.noteProblem(peer.problem());
      monitor.noteInstance(peer.identity.instance);
      monitor.noteClock(peer.clockOffsetSeconds);
    },
    noteProblem(problem) {
      if (problem === undefined) {
        if (problems.noteAbsence()) warn('a problem with a peer is over');
      } else if (problems.note(problem.text)) log[problem.level](problem.text, { peer: peerName });
      noteShared(problem?.isShared === true);
    },
    noteInstance(instance) {
      if (instance === undefined) return;
      // Several that respond alternately would end every back-off.
      if (lastInstance !== instance && !isShared) onReplaced();
      lastInstance = instance;
    },
    noteClock(offsetSeconds) {
      if (offsetSeconds === undefined) return;
      if (Math.abs(offsetSeconds) <= largestOffsetSeconds) {
        if (wrongClock.noteAbsence()) warn("a peer's clock agrees with this node's again");
      } else if (wrongClock.note(offsetSeconds > 0 ? 'ahead' : 'behind')) {
        warn("a peer's clock and this node's differ", { aheadSeconds: offsetSeconds });
      }
    },
    noteFailure(entry, error) {
      const details = { peer: peerName, name: entry.name, error: describeError(error) };
      log.debug('an operation was not delivered', details);
      outcomes.noteFailure(entry, error);
      if (error instanceof UnauthorizedError) noteUnauthorized(error);
      else if (error instanceof DeliveryError && error.kind === 'rejected') {
        if (error instanceof PeerFullError) noteFull(error);
        refusals.noteRejected(entry, error);
      }
      return deferralReason(error);
    },
    noteDone(entry, result) {
      refusals.noteDone(entry);
      outcomes.note(entry, result);
      if (result !== 'acknowledged') return;
      noteAuthorized();
      if (entry.op !== 'PUT') return;
      isFull = false;
      noteNotFull();
    },
    noteProbe(error) {
      if (error instanceof UnauthorizedError) return noteUnauthorized(error);
      if (error !== undefined) return;
      noteAuthorized();
      noteNotFull();
      refusals.noteIdle();
    },
    refused: () => refusals.report(),
    outcomes: outcomes.counts,
  };
  return monitor;
}

function deferralReason(error: unknown): DeferralReason {
  if (error instanceof LastingRefusalError) return 'refused';
  return error instanceof DeliveryError && error.kind === 'interrupted' ? 'interrupted' : 'failed';
}
