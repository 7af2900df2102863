import { backoffMs } from '../concurrency/backoff.ts';
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
  /** Stops between two operations; what is under way is cut off by its link. */
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
}

/**
 * Drives a replicator: while the peer is down it waits 0.5 s, which new work may cut short, and
 * then 1 s, 2, 4 … up to 30 s. From the first success on new work is sent at once. Nothing ends the
 * loop but `stop`; what should never happen is logged loudly.
 */
export function startReplicationLoop(options: ReplicationLoopOptions): ReplicationLoop {
  const { peerName, replicator, clock, log, timers, retry } = options;
  const nowMs = (): number => clock.nowMs();
  /** Wakes a drain: for new work, and for what it waits to try again. */
  const drainWakeup: Wakeup = createWakeup(timers, nowMs);
  /** Wakes the loop between two drains: for new work, and when the wait is over. */
  const idleWakeup: Wakeup = createWakeup(timers, nowMs);
  const abort = new AbortController();
  let draining: Promise<void> = Promise.resolve();
  /** How often in a row this node itself was at fault. */
  let failures = 0;

  function drain(): Promise<void> {
    draining = replicator.drain((timeMs) => drainWakeup.wait(timeMs));
    return draining;
  }

  async function run(): Promise<void> {
    while (!abort.signal.aborted) {
      // Taken before the drain, so that work which comes at its end is not missed.
      const change = idleWakeup.wait(undefined);
      let nextMs: number | undefined;
      try {
        await retry(drain, downDelayMs, abort.signal);
        failures = 0;
        nextMs = replicator.status().nextAttemptMs;
      } catch (error) {
        if (abort.signal.aborted) return;
        if (error instanceof PeerDownError) nextMs = replicator.status().nextAttemptMs;
        else {
          failures += 1;
          log.error(failureMessage(error), { peer: peerName, error });
          nextMs = clock.nowMs() + backoffMs(failures);
        }
      }
      await Promise.race([change, idleWakeup.wait(nextMs)]);
    }
  }

  function wake(): void {
    idleWakeup.wake();
    drainWakeup.wake();
  }

  const ended = run();
  return {
    wake,
    async stop() {
      replicator.stop();
      abort.abort();
      wake();
      await ended;
      await draining.catch(() => undefined);
      // No timer of theirs must outlive the loop.
      wake();
    },
  };
}

/** The disk may fail for a while; anything else should never happen. */
function failureMessage(error: unknown): string {
  if (errorCode(error) === undefined) return 'replication failed in a way it never should';
  return 'what a peer is owed can not be read; it will be tried again';
}

/**
 * How long a peer is left alone, in milliseconds, whatever comes. `undefined` when new work may cut
 * the wait short: on the first failure, and for a peer that answers and refuses.
 */
function downDelayMs(error: unknown): number | undefined {
  const mayWait = error instanceof PeerDownError && !error.isAnswering && error.rounds > 1;
  return mayWait ? backoffMs(error.rounds) : undefined;
}
