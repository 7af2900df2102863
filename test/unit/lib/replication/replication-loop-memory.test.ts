import { expect, it } from 'vitest';
import { startReplicationLoop } from '../../../../lib/replication/replication-loop.ts';
import type { Replicator } from '../../../../lib/replication/replicator.ts';
import { usedHeapBytes } from '../../../support/node/collect-garbage.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';
import { createVirtualRetry } from '../../../support/node/virtual-retry.ts';

/** A probe leaves at most this behind: a day has more than 10,000. */
const maxBytesPerProbe = 100;

it('an idle peer that is probed for days takes no more memory', { timeout: 60_000 }, async () => {
  const clock = { ms: 0 };
  const timers = createManualTimers(clock);
  let probes = 0;
  const replicator: Replicator = {
    drain: async () => undefined,
    async probe() {
      probes += 1;
    },
    stop: () => undefined,
    lastUsedMs: () => 0,
    nodeId: () => undefined,
    observed: () => ({ refused: [], clockOffsetSeconds: null }),
    status: () => ({
      state: 'up',
      lastSuccessMs: undefined,
      lastError: undefined,
      problem: undefined,
      nextAttemptMs: undefined,
    }),
  };
  const log = { error: () => undefined, warn: () => undefined, debug: () => undefined };
  const replication = startReplicationLoop({
    peerName: 'peer',
    replicator,
    clock: { nowMs: () => clock.ms },
    log,
    timers,
    retry: createVirtualRetry(timers),
    probeIntervalMs: 8000,
  });
  await timers.pass(8000 * 1000);
  const before = usedHeapBytes();
  await timers.pass(8000 * 20_000);
  const growth = usedHeapBytes() - before;
  expect(probes).toBe(21_000);
  expect(growth).toBeLessThan(20_000 * maxBytesPerProbe);
  await replication.stop();
});
