import { expect, it } from 'vitest';
import { sleep } from '../../../../lib/concurrency/sleep.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';

it('a sleep ends after its time, or as soon as its signal aborts', async () => {
  const timers = createManualTimers({ ms: 0 });
  const { signal } = new AbortController();
  const slept = sleep(timers, 100, signal);
  await timers.pass(100);
  await slept;
  const controller = new AbortController();
  const stopped = sleep(timers, 100, controller.signal);
  controller.abort(new Error('stopped'));
  await expect(stopped).rejects.toThrow('stopped');
  expect(timers.count).toBe(0);
});

it('a sleep whose signal has aborted does not begin', async () => {
  const timers = createManualTimers({ ms: 0 });
  await expect(sleep(timers, 100, AbortSignal.abort(new Error('before')))).rejects.toThrow(
    'before',
  );
  expect(timers.count).toBe(0);
});
