import { expect, it } from 'vitest';
import { PeerDownError } from '../../../../lib/replication/peer-down-error.ts';
import { setUpLoop } from '../../../support/node/test-replication-loop.ts';

/** The peer rejects an operation, and it is deferred for 30 s. */
const deferred = new PeerDownError('', true, 7);

it('probes an idle peer every few seconds, and drains at once when there is new work', async () => {
  const probes: number[] = [];
  const probe = async (): Promise<void> => void probes.push(clock.ms);
  const { replication, timers, beganAtMs, clock } = setUpLoop(['done', 'done'], false, probe);
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
  const { replication, timers, beganAtMs } = setUpLoop(['done', 'done'], false, hanging);
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
  const { replication, timers, errors } = setUpLoop(['done'], false, broken);
  await timers.pass(17_000);
  expect(errors).toEqual(Array(2).fill('replication failed unexpectedly; will retry'));
  await replication.stop();
});

it('probes a peer for which all is deferred, until the next attempt', async () => {
  const probes: number[] = [];
  const probe = async (): Promise<void> => void probes.push(clock.ms);
  const { replication, timers, beganAtMs, clock } = setUpLoop([deferred, 'done'], false, probe);
  await timers.pass(40_000);
  expect(beganAtMs).toEqual([0, 30_000]);
  expect(probes).toEqual([8000, 16_000, 24_000, 38_000]);
  await replication.stop();
});

it('probes a peer that needs none of the new operations', async () => {
  const probes: number[] = [];
  const probe = async (): Promise<void> => void probes.push(clock.ms);
  const endings = Array<'done'>(10).fill('done');
  const { replication, timers, beganAtMs, clock } = setUpLoop(endings, false, probe, false);
  for (let count = 0; count < 8; count += 1) {
    await timers.pass(3000);
    replication.wake();
  }
  await timers.pass(1);
  expect(beganAtMs).toHaveLength(9);
  expect(probes).toEqual([8000, 16_000, 24_000]);
  await replication.stop();
});

it('sends at once what a probe has made due', async () => {
  const probe = async (): Promise<void> => planAttempt(0);
  const set = setUpLoop([deferred, 'done'], false, probe);
  const { replication, timers, beganAtMs, planAttempt } = set;
  await timers.pass(15_000);
  expect(beganAtMs).toEqual([0, 8000]);
  await replication.stop();
});

it('lets no deferred operation wait for a clock that was set back', async () => {
  const probe = async (): Promise<void> => undefined;
  const set = setUpLoop([deferred, 'done'], false, probe);
  const { replication, timers, beganAtMs, clock } = set;
  await timers.pass(1000);
  clock.ms -= 3_600_000;
  await timers.pass(7000);
  expect(beganAtMs).toEqual([0, 8000 - 3_600_000]);
  await timers.pass(8000);
  await replication.stop();
});

it('probes a peer of which nothing is known at once, and any other on request', async () => {
  const probes: unknown[] = [];
  const probe = async (isEarly?: boolean): Promise<void> => void probes.push([clock.ms, isEarly]);
  const { replication, timers, clock } = setUpLoop(['done'], false, probe, true, 'unknown');
  await timers.pass(2000);
  replication.probe();
  await timers.pass(9000);
  expect(probes).toEqual([
    [0, true],
    [2000, false],
    [10_000, false],
  ]);
  await replication.stop();
});

it('keeps to the next attempt where a probe finds that nothing else is planned', async () => {
  const probe = async (): Promise<void> => planAttempt(undefined);
  const set = setUpLoop([deferred, 'done'], false, probe);
  const { replication, timers, beganAtMs, planAttempt } = set;
  await timers.pass(40_000);
  expect(beganAtMs).toEqual([0, 30_000]);
  await replication.stop();
});

it('waits again for a probe after an operation', async () => {
  const probes: number[] = [];
  const probe = async (): Promise<void> => void probes.push(clock.ms);
  const { replication, timers, clock } = setUpLoop(['done', 'done'], false, probe);
  await timers.pass(7999);
  replication.wake();
  await timers.pass(1);
  expect(probes).toEqual([]);
  await replication.stop();
});
