import { expect, it } from 'vitest';
import { createWakeup } from '../../../../lib/concurrency/wakeup.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';

function setUp() {
  const clock = { ms: 1000 };
  const timers = createManualTimers(clock);
  const wakeup = createWakeup(timers, () => clock.ms);
  let wakes = 0;
  const wait = (timeMs: number | undefined): void => {
    void wakeup.wait(timeMs).then(() => {
      wakes += 1;
    });
  };
  return { clock, timers, wakeup, wait, wakes: () => wakes };
}

it('wakes at the earliest time that was requested', async () => {
  const { timers, wait, wakes } = setUp();
  wait(5000);
  wait(3000);
  wait(4000);
  wait(undefined);
  await timers.pass(1999);
  expect(wakes()).toBe(0);
  await timers.pass(1);
  expect([wakes(), timers.count]).toEqual([1, 0]);
});

it('keeps no promise from one wait to the next, which would remember each of them', async () => {
  const { wakeup } = setUp();
  const first = wakeup.wait(undefined);
  const second = wakeup.wait(undefined);
  expect(second).not.toBe(first);
  let isFirstWoken = false;
  void first.then(() => {
    isFirstWoken = true;
  });
  wakeup.wake();
  await second;
  expect(isFirstWoken).toBe(false);
});

it('wakes when it is woken, and then no more at the time', async () => {
  const { timers, wakeup, wait, wakes } = setUp();
  wait(5000);
  wakeup.wake();
  await timers.pass(10_000);
  expect(wakes()).toBe(1);
});

it('reads the clock again after a minute, because it may have been set', async () => {
  const { clock, timers, wait, wakes } = setUp();
  wait(10_000_000);
  clock.ms = 0;
  await timers.pass(60_000);
  expect(wakes()).toBe(1);
});

it('wakes at once for a time in the past', async () => {
  const { timers, wait, wakes } = setUp();
  wait(0);
  await timers.pass(0);
  expect(wakes()).toBe(1);
});
