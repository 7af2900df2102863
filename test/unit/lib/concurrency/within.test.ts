import { expect, it } from 'vitest';
import { within } from '../../../../lib/concurrency/within.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';

it('settles as the work does, and leaves no timer', async () => {
  const timers = createManualTimers({ ms: 0 });
  expect(await within(timers, 1000, async () => 'done')).toBe('done');
  const failing = within(timers, 1000, () => Promise.reject(new Error('broken')));
  await expect(failing).rejects.toThrow('broken');
  expect(timers.count).toBe(0);
});

it('rejects when the time is over, and aborts the work', async () => {
  const timers = createManualTimers({ ms: 0 });
  let given: AbortSignal | undefined;
  const waiting = within(timers, 1500, (signal) => {
    given = signal;
    return new Promise(() => undefined);
  });
  const rejected = expect(waiting).rejects.toThrow('no response within 1.5 seconds');
  await timers.pass(1499);
  expect(given?.aborted).toBe(false);
  await timers.pass(1);
  await rejected;
  expect(given?.aborted).toBe(true);
});
