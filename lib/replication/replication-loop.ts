/**
 * The background loop that keeps one peer up to date: anti-entropy by pushing what is pending.
 *
 * A *tick* is one *drain* of the replicator (see replicator.ts): it sends all that can be sent now.
 * A drain that finds the peer down, or leaves it down, throws a `PeerDownError` and is a *round*.
 *
 * Between two drains the loop is in one of two waits. In the *idle* wait new work starts the next
 * drain at once: after a success, after the first round, while the peer responds and refuses, and
 * when this node could not read its own journal. In the *back-off* wait nothing does: a peer that
 * has not responded for two rounds is left alone for 1 s, 2, 4 … up to 30 s. That wait belongs to
 * the host's `retry`. The first success ends it, and new work is sent at once from then on.
 *
 * In the idle wait a *probe* asks the peer whether it is there when nothing was sent to it for some
 * seconds, so that its state in `/_status` is true. New work does not wait for a probe.
 *
 * Invariant: at most one drain runs at a time, and only `stop` ends the loop; a failure that should
 * never happen is logged as an error and retried. The loop holds no state that matters: after a
 * crash it starts with a drain, and the back-off begins again at 0.5 s.
 */
import { backoffMs, backoffPolicy } from '../concurrency/backoff.ts';
import { createWakeup, type Wakeup } from '../concurrency/wakeup.ts';
import { errorCode } from '../errors/error-code.ts';
import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { Retry } from '../host/retry.ts';
import type { Timers } from '../host/timers.ts';
import { PeerDownError } from './peer-down-error.ts';
import type { Replicator } from './replicator.ts';

/** The background loop that keeps one peer up to date. */
export interface ReplicationLoop {
  /** There is new work. */
  wake(): void;
  /** The peer may have been restarted: probes it at once if nothing is pending. */
  probe(): void;
  /** Stops between two operations; requests in flight are cut off by whoever made the link. */
  stop(): Promise<void>;
}

export interface ReplicationLoopOptions {
  /** The peer as it may be named in logs. */
  readonly peerName: string;
  readonly replicator: Replicator;
  readonly clock: Clock;
  readonly log: Log;
  readonly timers: Timers;
  readonly retry: Retry;
  /** For how long nothing is sent to a peer before it is probed; never if absent. */
  readonly probeIntervalMs?: number | undefined;
}

/** Starts the loop with a drain. */
export function startReplicationLoop(options: ReplicationLoopOptions): ReplicationLoop {
  const { peerName, replicator, clock, log, timers, retry, probeIntervalMs = Infinity } = options;
  const nowMs = (): number => clock.nowMs();
  /** Wakes a drain: for new work, and for a deferred operation that is due. */
  const drainWakeup: Wakeup = createWakeup(timers, nowMs);
  /** Ends the idle wait: for new work, and at the time of the next attempt. */
  const idleWakeup: Wakeup = createWakeup(timers, nowMs);
  const abort = new AbortController();
  const { signal } = abort;
  /** How many rounds in a row have found the peer down. */
  let rounds = 0;
  /** How many times in a row this node itself was at fault. */
  let localFaults = 0;
  /** There is new work, or the loop is to stop. */
  let isWoken = false;
  let isProbing = false;
  /** When the last probe began, or the loop. */
  let probedMs = nowMs();
  /** At the start nothing says whether the peer is there, and which process it is. */
  let wanted: 'early probe' | 'probe' | undefined = 'early probe';

  async function tick(): Promise<void> {
    try {
      await replicator.drain((timeMs) => drainWakeup.wait(timeMs));
      rounds = 0;
      localFaults = 0;
    } catch (error) {
      if (error instanceof PeerDownError) rounds = error.rounds;
      throw error;
    }
  }

  /** Ticks until the idle wait may begin, and returns when that is to end without new work. */
  async function catchUp(): Promise<number | undefined> {
    // The back-off goes on where the rounds before this call have left it.
    const policy = { ...backoffPolicy, firstDelayMs: backoffMs(rounds + 1) };
    try {
      await retry(tick, { ...policy, shouldRetry: isBackoffDue, signal });
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof PeerDownError)) return noteLocalFault(error);
    }
    return replicator.status().nextAttemptMs;
  }

  function noteLocalFault(error: unknown): number {
    localFaults += 1;
    log.error(failureMessage(error), { peer: peerName, error });
    return clock.nowMs() + backoffMs(localFaults);
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      // Before the drain, so that work which comes at its end is not missed.
      isWoken = false;
      await idle(await catchUp());
    }
  }

  /** Waits for new work or the next attempt, and probes the peer while nothing is sent to it. */
  async function idle(attemptMs: number | undefined): Promise<void> {
    const begunMs = nowMs();
    const plannedMs = replicator.status().nextAttemptMs;
    let dueMs = attemptMs ?? Infinity;
    while (!isWoken) {
      const probeMs = nextProbeMs();
      await idleWakeup.wait(Math.min(dueMs, probeMs));
      // With a clock that was set back, the next drain decides what is due.
      if (nowMs() >= dueMs || nowMs() < begunMs) return;
      if (nowMs() >= probeMs && !isWoken) void probe();
      // What a probe has found may have ended a back-off.
      const { nextAttemptMs } = replicator.status();
      if (nextAttemptMs !== plannedMs) dueMs = Math.min(dueMs, nextAttemptMs ?? Infinity);
    }
  }

  /** An interval after whatever was sent last. */
  function nextProbeMs(): number {
    if (wanted === 'early probe' && replicator.status().state !== 'unknown') wanted = undefined;
    if (wanted !== undefined && probeIntervalMs < Infinity) return nowMs();
    return Math.min(Math.max(replicator.lastUsedMs(), probedMs), nowMs()) + probeIntervalMs;
  }

  /** Nothing waits for a probe, so it may take as long as it likes. */
  async function probe(): Promise<void> {
    const isEarly = wanted === 'early probe';
    wanted = undefined;
    probedMs = nowMs();
    if (isProbing) return;
    isProbing = true;
    try {
      await replicator.probe(isEarly);
    } catch (error) {
      noteLocalFault(error);
    }
    isProbing = false;
    // The wait looks at the next attempt again.
    idleWakeup.wake();
  }

  function wake(): void {
    isWoken = true;
    idleWakeup.wake();
    drainWakeup.wake();
  }

  const ended = run();
  return {
    wake,
    probe() {
      wanted = 'probe';
      idleWakeup.wake();
    },
    async stop() {
      replicator.stop();
      abort.abort();
      wake();
      await ended;
      // No timer may outlive the loop.
      wake();
    },
  };
}

/** A disk may fail for a while; anything else should never happen. */
function failureMessage(error: unknown): string {
  if (errorCode(error) === undefined) return 'replication failed unexpectedly; will retry';
  return 'pending operations could not be read; will retry';
}

/** Whether new work has to wait as well: not on the first round, nor while the peer responds. */
function isBackoffDue(error: unknown): boolean {
  return error instanceof PeerDownError && !error.isResponding && error.rounds > 1;
}
