import { backoffMs } from '../concurrency/backoff.ts';
import { type DeliveryContext, deliver } from '../delivery/deliver.ts';
import { DeliveryError, type FailureKind } from '../delivery/delivery-error.ts';
import { createPeer } from '../delivery/peer.ts';
import { createPeerIdentities, type PeerIdentity } from '../delivery/peer-identity.ts';
import type { PeerLink } from '../delivery/peer-link.ts';
import { describeError } from '../errors/describe-error.ts';
import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import { type JournalEntry, type OperationKind, operationKinds } from '../journal/journal.ts';
import type { PeerQueue } from '../pending/peer-queue.ts';
import { nextFreshProbe } from './next-fresh-probe.ts';
import { PeerDownError } from './peer-down-error.ts';
import type { PeerStatus } from './peer-status.ts';
import { createSendWindow, type SendWindow } from './send-window.ts';
import { createPeerWatch } from './watch-peer.ts';

export interface ReplicatorOptions {
  readonly url: string;
  readonly link: PeerLink;
  readonly queue: PeerQueue;
  readonly clock: Clock;
  readonly log: Log;
  readonly ctx: DeliveryContext;
  /** How many uploads may be under way at once; deletions get a few more requests. */
  readonly concurrency: number;
  /** Who answers there; unless told, nobody else's identity is known. */
  readonly identity?: PeerIdentity;
  /** Has the peer told again all that is still on record; unless told, nothing. */
  readonly rewind?: () => void;
}

/** Resolves when there is new work, or when the given time (Unix milliseconds) has come. */
export type WaitForChange = (timeMs: number | undefined) => Promise<void>;

/** Brings one peer up to date, independently of all others. It owns no timer. */
export interface Replicator {
  /**
   * Sends what can be sent now, and returns when nothing is left that can. Throws a `PeerDownError`
   * when the peer takes nothing. When it ends, nothing of it is under way.
   */
  drain(waitForChange: WaitForChange): Promise<void>;
  /** Begins nothing more; what is under way goes on to its end. */
  stop(): void;
  status(): PeerStatus;
  /** The node id that was shown there last; the host may remember it for the next start. */
  nodeId(): string | undefined;
}

export function createReplicator(options: ReplicatorOptions): Replicator {
  const { url, queue, clock, log, ctx, concurrency } = options;
  const identity = options.identity ?? createPeerIdentities(undefined, clock).add(url);
  const peer = createPeer(options.link, identity);
  const watch = createPeerWatch({ peerName: url, clock, log, onShared: options.rewind });
  let state: PeerStatus['state'] = 'unknown';
  /** Why the peer is down, while it is. */
  let downReason: FailureKind | undefined;
  let lastSuccessMs: number | undefined;
  let lastError: string | undefined;
  /** How many operations in a row the peer did not take. */
  let failures = 0;
  /** While the peer is down: nothing more is to be tried in this drain. */
  let probeUsed = false;
  /** How often in a row a drain ended because the peer is down, and when it last did. */
  let down = { rounds: 0, atMs: 0 };
  /** Operations of this drain that failed because of this node itself. */
  let localFaults = 0;
  let isStopped = false;

  async function attempt(entry: JournalEntry): Promise<void> {
    try {
      const result = await deliver(entry, peer, ctx);
      queue.acknowledge(entry);
      watch.noteDone(entry, result);
      if (result === 'acknowledged') succeed();
      else probeUsed = false;
    } catch (error) {
      queue.defer(entry, clock.nowMs());
      // What a stop cuts off is no fault of the peer.
      if (!isStopped) fail(entry, error);
    }
    watch.noteProblem(peer.problem());
  }

  function succeed(): void {
    if (state === 'down') markUp();
    state = 'up';
    failures = 0;
    lastSuccessMs = clock.nowMs();
  }

  function markUp(): void {
    log.warn('a peer is back', { peer: url });
    // What it refused keeps its own back-off: a peer that takes some is told no more of the rest.
    if (downReason !== 'rejected') queue.retryDeferredNow();
    state = 'up';
    downReason = undefined;
    failures = 0;
    probeUsed = false;
    down = { rounds: 0, atMs: 0 };
  }

  function fail(entry: JournalEntry, error: unknown): void {
    lastError = describeError(error);
    log.debug('an operation was not delivered', { peer: url, name: entry.name, error: lastError });
    if (!(error instanceof DeliveryError)) {
      // What this node could not read says nothing about the peer: another may be tried.
      localFaults += 1;
      if (localFaults <= queue.deferredCount) probeUsed = false;
      return;
    }
    watch.noteFailure(entry, error);
    if (error.isResponse && state === 'down' && downReason !== 'rejected') markUp();
    if (error.isResponse && state === 'unknown') state = 'up';
    if (error.kind === 'arriving') return;
    failures += 1;
    if (failures < concurrency && error.kind !== 'unreachable') return;
    if (state !== 'down') log.warn('a peer is down', { peer: url, error: lastError });
    state = 'down';
    downReason = error.kind;
    probeUsed ||= !error.isResponse;
  }

  async function drain(untilChange: WaitForChange): Promise<void> {
    const window = createSendWindow(concurrency);
    probeUsed = false;
    localFaults = 0;
    try {
      for (;;) {
        // Both before the look at the queue, so that what happens in between is not missed.
        const ended = window.nextEnd();
        const change = untilChange(queue.nextRetryMs(room(window)));
        const { isFull, begun } = await fillWindow(window);
        if (window.size === 0 && begun === 0) break;
        // What was begun may have ended already, and have held up another on the same name.
        if (window.size === 0) continue;
        await Promise.race(isFull ? [ended] : [ended, change]);
        if (state === 'down' && probeUsed) await window.finish();
      }
      await window.finish();
    } catch (error) {
      // The journal could not be read: nobody else would tell of it in `/_status`.
      lastError = describeError(error);
      throw error;
    } finally {
      await window.finish();
    }
    if (state !== 'down' || isStopped) return;
    down = { rounds: down.rounds + 1, atMs: clock.nowMs() };
    throw new PeerDownError(lastError, downReason === 'rejected', down.rounds);
  }

  /** Begins what may be begun, and tells how many that were, and whether there is no room left. */
  async function fillWindow(
    window: SendWindow,
  ): Promise<{ readonly isFull: boolean; readonly begun: number }> {
    let begun = 0;
    for (let kinds = room(window); kinds.length > 0; kinds = room(window)) {
      const entry = await (state === 'down' ? takeProbe() : queue.next(clock.nowMs(), kinds));
      if (entry === undefined) return { isFull: false, begun };
      begun += 1;
      window.begin(entry.op, attempt(entry));
    }
    return { isFull: true, begun };
  }

  /** The kinds of which one more may begin; a peer that is down gets one after the other. */
  function room(window: SendWindow): readonly OperationKind[] {
    if (isStopped || (state === 'down' && probeUsed)) return [];
    if (state === 'down') return window.size === 0 ? operationKinds : [];
    return window.room();
  }

  async function takeProbe(): Promise<JournalEntry | undefined> {
    const isResponding = downReason === 'rejected';
    const untried = await nextFreshProbe({ ...down, queue, isResponding, peer: url, log });
    if (isResponding && untried !== undefined) return untried;
    probeUsed = true;
    return untried ?? queue.nextDeferred();
  }

  function nextAttemptMs(): number | undefined {
    if (queue.length === 0) return undefined;
    if (state === 'down') return down.atMs + backoffMs(down.rounds);
    return queue.nextRetryMs();
  }

  return {
    drain,
    stop() {
      isStopped = true;
    },
    status: () => ({
      state,
      lastSuccessMs,
      lastError,
      problem: peer.problem()?.text,
      nextAttemptMs: nextAttemptMs(),
    }),
    nodeId: () => identity.nodeId,
  };
}
