import pRetry from 'p-retry';
import type { Clock, Log } from '../lib/context.ts';
import { PeerDownError, type Replicator } from '../lib/replicator.ts';
import { type Alarm, createAlarm } from './alarm.ts';

/** The first wait, of 0.5 s, is the loop's: p-retry counts on while a drain succeeds in between. */
const secondDelayMs = 1000;
const longestDelayMs = 30_000;

/** The background loop that keeps one peer up to date. */
export interface Replication {
  /** There is new work. */
  wake(): void;
  /** Stops between two operations; what is under way is cut off by its link. */
  stop(): Promise<void>;
}

export interface ReplicationOptions {
  /** The peer as it may be named in logs. */
  readonly peerName: string;
  readonly replicator: Replicator;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Drives a replicator: while the peer is down it waits 0.5 s, which new work may cut short, and
 * then, by p-retry, 1 s, 2, 4 … up to 30 s. From the first success on new work is sent at once.
 * Nothing ends the loop but `stop`; what should never happen is logged loudly.
 */
export function startReplication(options: ReplicationOptions): Replication {
  const { peerName, replicator, clock, log } = options;
  const alarm: Alarm = createAlarm(() => clock.nowMs());
  const abort = new AbortController();
  let draining: Promise<void> = Promise.resolve();

  async function drain(): Promise<void> {
    const { signal } = abort;
    const tick = (): Promise<void> => {
      draining = replicator.drain((timeMs) => alarm.wait(timeMs));
      return draining;
    };
    await pRetry(tick, {
      retries: Infinity,
      minTimeout: secondDelayMs,
      maxTimeout: longestDelayMs,
      factor: 2,
      signal,
      // The wait for a peer that does not answer is p-retry's. One that refuses is woken by new
      // work, and anything else should never happen.
      shouldRetry: ({ error }) =>
        error instanceof PeerDownError && !error.isAnswering && error.rounds > 1,
    });
  }

  async function run(): Promise<void> {
    while (!abort.signal.aborted) {
      // Taken before the drain, so that work which comes at its end is not missed.
      const change = alarm.wait(undefined);
      let nextMs: number | undefined;
      try {
        await drain();
        nextMs = replicator.status().nextAttemptMs;
      } catch (error) {
        if (abort.signal.aborted) return;
        if (error instanceof PeerDownError) nextMs = replicator.status().nextAttemptMs;
        else {
          log.error('replication failed in a way it never should', { peer: peerName, error });
          nextMs = clock.nowMs() + longestDelayMs;
        }
      }
      await Promise.race([change, alarm.wait(nextMs)]);
    }
  }

  const ended = run();
  return {
    wake: () => alarm.ring(),
    async stop() {
      replicator.stop();
      abort.abort();
      alarm.ring();
      await ended;
      await draining.catch(() => undefined);
    },
  };
}
