import { expect, it } from 'vitest';
import { createPause } from '../../../../lib/scrub/pause.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';

const dayMs = 24 * 3_600_000;

it('a pause may be longer than the timer of a host', async () => {
  const longest: number[] = [];
  const timers = createManualTimers({ ms: 0 });
  const after: typeof timers.after = (delayMs, work) => {
    longest.push(delayMs);
    return timers.after(delayMs, work);
  };
  let isOver = false;
  const { signal } = new AbortController();
  const pausing = createPause(
    { after },
    signal,
  )(40.5 * dayMs).then(() => {
    isOver = true;
  });
  await timers.pass(40.4 * dayMs);
  expect(isOver).toBe(false);
  await timers.pass(0.2 * dayMs);
  await pausing;
  expect(Math.max(...longest)).toBeLessThan(2 ** 31);
});

it('a pause ends when its work is stopped, and none begins after that', async () => {
  const timers = createManualTimers({ ms: 0 });
  const controller = new AbortController();
  const pause = createPause(timers, controller.signal);
  const pausing = pause(1000);
  controller.abort(new Error('stopped'));
  await expect(pausing).rejects.toThrow('stopped');
  await expect(pause(0)).rejects.toThrow('stopped');
  expect(timers.count).toBe(0);
});
