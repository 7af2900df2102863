import { expect, it } from 'vitest';
import { createBatchPlaces } from '../../../../lib/requests/batch-places.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';

it('has sixteen places, and who waits gets the next one within two seconds', async () => {
  const timers = createManualTimers({ ms: 0 });
  const places = createBatchPlaces(timers);
  const taken = await Promise.all(Array.from({ length: 16 }, places.take));
  expect(taken.every((leave) => leave !== undefined)).toBe(true);
  const waiting = [places.take(), places.take()];
  await timers.pass(1000);
  taken[0]?.();
  expect(await waiting[0]).toBeDefined();
  await timers.pass(1000);
  expect(await waiting[1]).toBeUndefined();
});

it('is finished when all that are taken were given back', async () => {
  const places = createBatchPlaces(createManualTimers({ ms: 0 }));
  await places.finished();
  const taken = [await places.take(), await places.take()];
  let isFinished = false;
  const finished = places.finished().then(() => {
    isFinished = true;
  });
  taken[0]?.();
  await settleMicrotasks();
  expect(isFinished).toBe(false);
  taken[1]?.();
  await finished;
});
