import { expect, it } from 'vitest';
import { createWakeup } from '../../../../lib/concurrency/wakeup.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';

function setUp() {
  const clock = { ms: 1000 };
  const timers = createManualTimers(clock);
  const alarm = createWakeup(timers, () => clock.ms);
  let rings = 0;
  const wait = (timeMs: number | undefined): void => {
    void alarm.wait(timeMs).then(() => {
      rings += 1;
    });
  };
  return { clock, timers, alarm, wait, rings: () => rings };
}

it('wakes at the earliest time that was asked for', async () => {
  const { timers, wait, rings } = setUp();
  wait(5000);
  wait(3000);
  wait(4000);
  wait(undefined);
  await timers.pass(1999);
  expect(rings()).toBe(0);
  await timers.pass(1);
  expect([rings(), timers.count]).toEqual([4, 0]);
});

it('wakes at a ring, and then no more at the time', async () => {
  const { timers, alarm, wait, rings } = setUp();
  wait(5000);
  alarm.wake();
  await timers.pass(10_000);
  expect(rings()).toBe(1);
});

it('looks at the clock again after a minute, because it may have been set', async () => {
  const { clock, timers, wait, rings } = setUp();
  wait(10_000_000);
  clock.ms = 0;
  await timers.pass(60_000);
  expect(rings()).toBe(1);
});

it('wakes at once for a time that has gone by', async () => {
  const { timers, wait, rings } = setUp();
  wait(0);
  await timers.pass(0);
  expect(rings()).toBe(1);
});
