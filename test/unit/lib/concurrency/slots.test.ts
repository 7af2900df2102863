import { expect, it } from 'vitest';
import { createSlots } from '../../../../lib/concurrency/slots.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';

it('gives so many slots, and the next ones in the order of asking', async () => {
  const timers = createManualTimers({ ms: 0 });
  const slots = createSlots(1, timers, 1000);
  const release = await slots.acquire();
  const order: string[] = [];
  const [second, third] = ['second', 'third'].map(async (name) => {
    const next = await slots.acquire();
    order.push(name);
    return next;
  });
  release?.();
  // A place is given back once.
  release?.();
  const next = await second;
  expect(order).toEqual(['second']);
  next?.();
  (await third)?.();
  expect(order).toEqual(['second', 'third']);
  expect(timers.count).toBe(0);
  expect(await slots.acquire()).toBeDefined();
});

it('lets nobody wait longer than that, and gives no slot to who has left', async () => {
  const timers = createManualTimers({ ms: 0 });
  const slots = createSlots(1, timers, 1000);
  const release = await slots.acquire();
  const waiting = slots.acquire();
  await timers.pass(1000);
  expect(await waiting).toBeUndefined();
  release?.();
  expect(await slots.acquire()).toBeDefined();
});
