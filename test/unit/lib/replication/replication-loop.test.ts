import { expect, it } from 'vitest';
import { PeerDownError } from '../../../../lib/replication/peer-down-error.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { setUpLoop } from '../../../support/node/test-replication-loop.ts';

it('waits 0.5 s, 1, 2 … 30 s for a peer that is down', async () => {
  const { replication, timers, beganAtMs } = setUpLoop([]);
  await timers.pass(150_000);
  const waits = beganAtMs.slice(1).map((atMs, index) => atMs - (beganAtMs[index] ?? 0));
  expect(waits.slice(0, 9)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  await replication.stop();
});

it('lets new work cut only the first wait short', async () => {
  const { replication, timers, beganAtMs } = setUpLoop([]);
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
  const { replication, timers, beganAtMs } = setUpLoop([], true);
  await timers.pass(5000);
  const before = beganAtMs.length;
  replication.wake();
  await timers.pass(1);
  expect(beganAtMs).toHaveLength(before + 1);
  await replication.stop();
});

it('continues the back-off when a peer that rejected operations stops responding', async () => {
  const refusals = [1, 2, 3, 4].map((round) => new PeerDownError('', true, round));
  const { replication, timers, beganAtMs } = setUpLoop(refusals);
  await timers.pass(60_000);
  expect(beganAtMs.slice(0, 7)).toEqual([0, 500, 1500, 3500, 7500, 15_500, 31_500]);
  await replication.stop();
});

it('continues the back-off when this node failed between two rounds', async () => {
  const rounds = [1, 2, 3].map((round) => new PeerDownError('', false, round));
  const endings = [...rounds, systemError('EIO', 'journal'), new PeerDownError('', false, 4)];
  const { replication, timers, beganAtMs } = setUpLoop(endings);
  await timers.pass(9000);
  expect(beganAtMs).toEqual([0, 500, 1500, 3500, 4000, 8000]);
  await replication.stop();
});

it('sends nothing without new work once all is done', async () => {
  const { replication, timers, beganAtMs } = setUpLoop(['done', 'done']);
  await timers.pass(100_000);
  expect(beganAtMs).toEqual([0]);
  replication.wake();
  await timers.pass(1);
  expect(beganAtMs).toEqual([0, 100_000]);
  await replication.stop();
});

it('logs a disk that fails, and an unexpected error, and continues', async () => {
  const endings = [systemError('EIO', 'journal'), new TypeError('no'), 'done', 'done'] as const;
  const { replication, timers, beganAtMs, errors } = setUpLoop(endings);
  await timers.pass(100_000);
  expect(beganAtMs).toEqual([0, 500, 1500]);
  expect(errors).toEqual([
    'pending operations could not be read; will retry',
    'replication failed unexpectedly; will retry',
  ]);
  await replication.stop();
});

it('stops in the middle of a wait', async () => {
  const { replication, timers, beganAtMs } = setUpLoop([]);
  await timers.pass(3000);
  const count = beganAtMs.length;
  await replication.stop();
  await timers.pass(100_000);
  expect(beganAtMs).toHaveLength(count);
});

it('leaves no timer behind when it stops', async () => {
  const { replication, timers } = setUpLoop([]);
  await timers.pass(3000);
  await replication.stop();
  expect(timers.count).toBe(0);
});
