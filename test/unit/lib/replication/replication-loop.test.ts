import { expect, it } from 'vitest';
import { backoffMs } from '../../../../lib/concurrency/backoff.ts';
import { PeerDownError } from '../../../../lib/replication/peer-down-error.ts';
import { startReplicationLoop } from '../../../../lib/replication/replication-loop.ts';
import type { Replicator } from '../../../../lib/replication/replicator.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';
import { createVirtualRetry } from '../../../support/node/virtual-retry.ts';

/** A replicator whose drains end as the test says, and the times at which they began. */
function setUp(
  endings: readonly (Error | 'done')[],
  isResponding = false,
  probe?: () => Promise<void>,
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
    nodeId: () => undefined,
    observed: () => ({ refused: [], clockOffsetSeconds: null }),
    status: () => ({
      state: 'down',
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
  return { replication, timers, beganAtMs, errors, clock };
}

it('waits 0.5 s, 1, 2 … 30 s for a peer that is down', async () => {
  const { replication, timers, beganAtMs } = setUp([]);
  await timers.pass(150_000);
  const waits = beganAtMs.slice(1).map((atMs, index) => atMs - (beganAtMs[index] ?? 0));
  expect(waits.slice(0, 9)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  await replication.stop();
});

it('lets new work cut only the first wait short', async () => {
  const { replication, timers, beganAtMs } = setUp([]);
  await timers.pass(100);
  replication.wake();
  await timers.pass(100);
  expect(beganAtMs).toEqual([0, 100]);
  replication.wake();
  await timers.pass(100);
  expect(beganAtMs).toEqual([0, 100]);
  await replication.stop();
});

it('lets new work wake it for a peer that responds and rejects', async () => {
  const { replication, timers, beganAtMs } = setUp([], true);
  await timers.pass(5000);
  const before = beganAtMs.length;
  replication.wake();
  await timers.pass(1);
  expect(beganAtMs).toHaveLength(before + 1);
  await replication.stop();
});

it('continues the back-off when a peer that rejected operations stops responding', async () => {
  const refusals = [1, 2, 3, 4].map((round) => new PeerDownError('', true, round));
  const { replication, timers, beganAtMs } = setUp(refusals);
  await timers.pass(60_000);
  expect(beganAtMs.slice(0, 7)).toEqual([0, 500, 1500, 3500, 7500, 15_500, 31_500]);
  await replication.stop();
});

it('continues the back-off when this node failed between two rounds', async () => {
  const rounds = [1, 2, 3].map((round) => new PeerDownError('', false, round));
  const endings = [...rounds, systemError('EIO', 'journal'), new PeerDownError('', false, 4)];
  const { replication, timers, beganAtMs } = setUp(endings);
  await timers.pass(9000);
  expect(beganAtMs).toEqual([0, 500, 1500, 3500, 4000, 8000]);
  await replication.stop();
});

it('sends nothing without new work once all is done', async () => {
  const { replication, timers, beganAtMs } = setUp(['done', 'done']);
  await timers.pass(100_000);
  expect(beganAtMs).toEqual([0]);
  replication.wake();
  await timers.pass(1);
  expect(beganAtMs).toEqual([0, 100_000]);
  await replication.stop();
});

it('logs a disk that fails, and an unexpected error, and continues', async () => {
  const endings = [systemError('EIO', 'journal'), new TypeError('no'), 'done', 'done'] as const;
  const { replication, timers, beganAtMs, errors } = setUp(endings);
  await timers.pass(100_000);
  expect(beganAtMs).toEqual([0, 500, 1500]);
  expect(errors).toEqual([
    'pending operations could not be read; will retry',
    'replication failed unexpectedly; will retry',
  ]);
  await replication.stop();
});

it('stops in the middle of a wait', async () => {
  const { replication, timers, beganAtMs } = setUp([]);
  await timers.pass(3000);
  const count = beganAtMs.length;
  await replication.stop();
  await timers.pass(100_000);
  expect(beganAtMs).toHaveLength(count);
});

it('leaves no timer behind when it stops', async () => {
  const { replication, timers } = setUp([]);
  await timers.pass(3000);
  await replication.stop();
  expect(timers.count).toBe(0);
});

it('probes an idle peer every few seconds, and drains at once when there is new work', async () => {
  const probes: number[] = [];
  const probe = async (): Promise<void> => void probes.push(clock.ms);
  const { replication, timers, beganAtMs, clock } = setUp(['done', 'done'], false, probe);
  await timers.pass(20_000);
  expect(probes).toEqual([8000, 16_000]);
  replication.wake();
  await timers.pass(10_000);
  expect(beganAtMs).toEqual([0, 20_000]);
  expect(probes).toEqual([8000, 16_000, 28_000]);
  await replication.stop();
});

it('lets no new work wait for a probe that hangs, and stops in spite of it', async () => {
  const hanging = (): Promise<void> => new Promise(() => undefined);
  const { replication, timers, beganAtMs } = setUp(['done', 'done'], false, hanging);
  await timers.pass(9000);
  replication.wake();
  await timers.pass(9000);
  expect(beganAtMs).toEqual([0, 9000]);
  await replication.stop();
});

it('logs a probe that fails unexpectedly, and continues', async () => {
  const broken = async (): Promise<void> => {
    throw new TypeError('no');
  };
  const { replication, timers, errors } = setUp(['done'], false, broken);
  await timers.pass(17_000);
  expect(errors).toEqual(Array(2).fill('replication failed unexpectedly; will retry'));
  await replication.stop();
});
