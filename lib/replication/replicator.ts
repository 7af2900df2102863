/**
 * Brings one peer up to date, independently of all others: delivers what is pending for it, and
 * feeds each outcome to the peer's state machine (peer-state.ts).
 *
 * A *drain* sends all that can be sent now. The *send window* is how many operations may be in
 * flight at once. It is open while the peer is `unknown` or `up`; an operation that fails is
 * deferred with its own back-off, and the window moves on. While the peer is `refusing` or `down`
 * one operation at a time is sent, each a *probe*: a peer that is down gets one probe a drain, a
 * peer that refuses gets everything not tried yet and then one deferred operation. A drain that
 * leaves the peer so is a *round*, and throws.
 *
 * Invariant: an operation leaves the queue only after the peer has acknowledged it or proved not to
 * need it. The replicator saves nothing: what was in flight at a crash is pending after it.
 */
import { type DeliveryContext, deliver } from '../delivery/deliver.ts';
import type { Peer } from '../delivery/peer.ts';
import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import { type JournalEntry, type OperationKind, operationKinds } from '../journal/journal.ts';
import type { PeerQueue } from '../pending/peer-queue.ts';
import { nextFreshProbe } from './next-fresh-probe.ts';
import { PeerDownError } from './peer-down-error.ts';
import { createPeerMonitor, type PeerMonitor } from './peer-monitor.ts';
import { initialPeerState, isProbed, nextPeerState, type PeerEvent } from './peer-state.ts';
import { type PeerObservations, type PeerStatus, toPeerStatus } from './peer-status.ts';
import { createSendWindow, type SendWindow } from './send-window.ts';

export interface ReplicatorOptions {
  /** The peer as it may be named in logs. */
  readonly peerName: string;
  readonly peer: Peer;
  readonly queue: PeerQueue;
  readonly clock: Clock;
  readonly log: Log;
  readonly ctx: DeliveryContext;
  /** How many uploads may be in flight now; deletions get a few more requests. */
  readonly concurrency: () => number;
  /** Makes everything that is still on record pending again. */
  readonly rewind: () => void;
}

/** Resolves when there is new work, or when a time (Unix milliseconds) has come. */
export type WaitForChange = (timeMs: number | undefined) => Promise<void>;

/** Brings one peer up to date. It owns no timer. */
export interface Replicator {
  /**
   * Sends what can be sent now, and returns when nothing is left that can. Throws a `PeerDownError`
   * when the peer accepts nothing. When it ends, nothing of it is in flight.
   */
  drain(waitForChange: WaitForChange): Promise<void>;
  /**
   * Finds out whether the peer is there, while nothing is sent to it; an early probe, at the start
   * of this node, only if it is: a peer may be starting, too.
   */
  probe(isEarly?: boolean): Promise<void>;
  /** When the last exchange with the peer ended, in Unix milliseconds; 0 before the first. */
  lastUsedMs(): number;
  /** Begins nothing more; what is in flight goes on to its end. */
  stop(): void;
  status(): PeerStatus;
  /** What the peer's responses show of it beyond that. */
  observed(): PeerObservations;
  readonly outcomes: PeerMonitor['outcomes'];
  /** The node id that the peer showed last, which may be saved for the next start. */
  nodeId(): string | undefined;
}

export function createReplicator(options: ReplicatorOptions): Replicator {
  const { peerName, peer, queue, clock, log, ctx, concurrency, rewind } = options;
  const onReplaced = (): void => queue.retryDeferredNow('refused');
  const monitor = createPeerMonitor({ peerName, clock, log, onShared: rewind, onReplaced });
  let state = initialPeerState;
  let operationOutcomes = 0;
  let isStopped = false;

  function apply(event: PeerEvent): void {
    const before = state;
    state = nextPeerState(before, event, concurrency());
    if (event.type === 'acknowledged' || event.type === 'failed') operationOutcomes += 1;
    const isReached = before.condition === 'down' && state.condition !== 'down';
    // What a peer rejected keeps its own back-off: it was sent when the peer could accept it.
    if (isReached) queue.retryDeferredNow('failed');
    // A peer that shows no instance may be another process, which has other limits.
    if (isReached && peer.identity.instance === undefined) queue.retryDeferredNow('refused');
    if (isReached || (isProbed(before) && !isProbed(state))) {
      log.warn('a peer is back', { peer: peerName });
    }
    if (isProbed(state) && (isReached || !isProbed(before))) {
      log.warn('a peer is down', { peer: peerName, error: state.lastError });
    }
  }

  async function attempt(entry: JournalEntry): Promise<void> {
    try {
      const result = await deliver(entry, peer, ctx);
      queue.acknowledge(entry);
      monitor.noteDone(entry, result);
      apply({ type: result, nowMs: clock.nowMs() });
    } catch (error) {
      monitor.noteInstance(peer.identity.instance);
      // What a stop cuts off is not the peer's fault.
      const why = isStopped ? 'failed' : monitor.noteFailure(entry, error);
      queue.defer(entry, clock.nowMs(), why);
      if (!isStopped) apply({ type: 'failed', error, deferredCount: queue.deferredCount });
    }
    monitor.noteResponder(peer);
  }

  async function drain(waitForChange: WaitForChange): Promise<void> {
    const window = createSendWindow(concurrency);
    apply({ type: 'drain-started' });
    try {
      await sendPending(window, waitForChange);
      await window.finish();
    } catch (error) {
      // The journal could not be read: nothing else would show that in `/_status`.
      apply({ type: 'journal-unreadable', error });
      throw error;
    } finally {
      await window.finish();
    }
    if (isStopped || !isProbed(state) || queue.length === 0) return;
    apply({ type: 'drain-ended', nowMs: clock.nowMs() });
    throw new PeerDownError(state.lastError, state.condition === 'refusing', state.rounds);
  }

  async function sendPending(window: SendWindow, waitForChange: WaitForChange): Promise<void> {
    for (;;) {
      // Both before the queue is read, so that what happens in between is not missed.
      const ended = window.nextEnd();
      const change = waitForChange(queue.nextRetryMs(kindsFor(window)));
      const { isFull, isPartial, begun } = await fillWindow(window);
      if (window.size === 0 && begun === 0 && !isPartial) return;
      // What has ended already may have held up another: on the same name, or of its kind.
      if (window.size === 0) continue;
      await Promise.race(isFull ? [ended] : [ended, change]);
      if (state.probeUsed) await window.finish();
    }
  }

  /**
   * Begins what may be begun. Returns how many that were, and whether the window is full: for some
   * kinds, of which none is looked for then, or for all.
   */
  async function fillWindow(window: SendWindow) {
    let begun = 0;
    for (let kinds = kindsFor(window); kinds.length > 0; kinds = kindsFor(window)) {
      const entry = await (isProbed(state) ? takeProbe() : queue.next(clock.nowMs(), kinds));
      const isPartial = kinds.length < operationKinds.length;
      if (entry === undefined) return { isFull: false, isPartial, begun };
      begun += 1;
      window.begin(entry.op, attempt(entry));
    }
    return { isFull: true, isPartial: false, begun };
  }

  /** The kinds of which one more may begin; a probe only when nothing else is in flight. */
  function kindsFor(window: SendWindow): readonly OperationKind[] {
    if (isStopped || state.probeUsed) return [];
    if (isProbed(state)) return window.size === 0 ? operationKinds : [];
    return window.freeKinds();
  }

  async function takeProbe(): Promise<JournalEntry | undefined> {
    const isResponding = state.condition === 'refusing';
    const { rounds } = state;
    const untried = await nextFreshProbe({ queue, rounds, isResponding, peer: peerName, log });
    if (isResponding && untried !== undefined) return untried;
    apply({ type: 'probe-used' });
    return untried ?? queue.nextDeferred();
  }

  async function probe(isEarly = false): Promise<void> {
    const before = operationOutcomes;
    if (isEarly && (await peer.findStanding().catch(() => undefined)) !== 'node') return;
    const error = await peer.probe();
    if (isStopped) return;
    monitor.noteProbe(error);
    // Whatever was sent meanwhile says more.
    if (operationOutcomes === before) apply({ type: 'probed', error, isIdle: queue.length === 0 });
    monitor.noteResponder(peer);
  }

  return {
    drain,
    probe,
    stop() {
      isStopped = true;
    },
    status: () => toPeerStatus(state, queue, peer.problem()?.text),
    observed: () => ({
      refused: monitor.refused(),
      clockOffsetSeconds: peer.clockOffsetSeconds ?? null,
    }),
    outcomes: monitor.outcomes,
    lastUsedMs: () => peer.lastUsedMs,
    nodeId: () => peer.identity.nodeId,
  };
}
