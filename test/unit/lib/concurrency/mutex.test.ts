import { expect, it } from 'vitest';
import { createMutex } from '../../../../lib/concurrency/mutex.ts';
import { createGate } from '../../../support/node/gate.ts';

it('work begins when earlier work has ended', async () => {
  const inTurn = createMutex();
  const gate = createGate();
  const events: string[] = [];
  const first = inTurn(async () => {
    await gate.opened;
    events.push('first');
  });
  const second = inTurn(async () => {
    events.push('second');
    return 2;
  });
  gate.open();
  await first;
  expect(await second).toBe(2);
  expect(events).toEqual(['first', 'second']);
});

it('work that fails does not stop other work', async () => {
  const inTurn = createMutex();
  const failing = inTurn(() => Promise.reject(new Error('It failed.')));
  const next = inTurn(async () => 'done');
  await expect(failing).rejects.toThrow('It failed.');
  expect(await next).toBe('done');
});
