import { backoffMs } from '../../../lib/concurrency/backoff.ts';
import { createOutcomes } from '../../../lib/replication/outcomes.ts';
import { PeerDownError } from '../../../lib/replication/peer-down-error.ts';
import { startReplicationLoop } from '../../../lib/replication/replication-loop.ts';
import type { Replicator } from '../../../lib/replication/replicator.ts';
import { createManualTimers } from './manual-timers.ts';
import { createVirtualRetry } from './virtual-retry.ts';

/** A replicator whose drains end as the test says, and the times at which they began. */
export function setUpLoop(
  endings: readonly (Error | 'done')[],
  isResponding = false,
  probe?: (isEarly?: boolean) => Promise<void>,
  drainsSend = true,
  state: 'down' | 'unknown' = 'down',
) {
  const clock = { ms: 0 };
  const timers = createManualTimers(clock);
  const beganAtMs: number[] = [];
  const errors: string[] = [];
  let nextAttemptMs: number | undefined;
  const replicator: Replicator = {
    async drain(untilChange) {
      // As a real one does for deferred operations.
      void untilChange(clock.ms);
      const ending =
        endings[beganAtMs.length] ?? new PeerDownError('', isResponding, beganAtMs.length + 1);
      beganAtMs.push(clock.ms);
      nextAttemptMs = undefined;
      if (ending === 'done') return;
      if (ending instanceof PeerDownError) nextAttemptMs = clock.ms + backoffMs(ending.rounds);
      throw ending;
    },
    probe: probe ?? (async () => undefined),
    stop: () => undefined,
    lastUsedMs: () => (drainsSend ? (beganAtMs.at(-1) ?? 0) : 0),
    nodeId: () => undefined,
    outcomes: () => createOutcomes().counts(),
    observed: () => ({ refused: [], clockOffsetSeconds: null }),
    status: () => ({
      state,
      lastSuccessMs: undefined,
      lastError: undefined,
      problem: undefined,
      nextAttemptMs,
    }),
  };
  const log = {
    error: (message: string) => void errors.push(message),
    warn: () => undefined,
    debug: () => undefined,
  };
  const replication = startReplicationLoop({
    peerName: 'peer',
    replicator,
    clock: { nowMs: () => clock.ms },
    log,
    timers,
    retry: createVirtualRetry(timers),
    probeIntervalMs: probe && 8000,
  });
  return {
    replication,
    timers,
    beganAtMs,
    errors,
    clock,
    /** As a probe does that finds a peer there again, for which operations are deferred. */
    planAttempt(timeMs: number | undefined) {
      nextAttemptMs = timeMs;
    },
  };
}
