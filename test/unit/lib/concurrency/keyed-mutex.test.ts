import { expect, it } from 'vitest';
import { createKeyedMutex } from '../../../../lib/concurrency/keyed-mutex.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createGate } from '../../../support/node/gate.ts';

const [one, other] = [nameOf('one', '1'), nameOf('other', '2')];

it('work on one key runs one after the other, in order', async () => {
  const locks = createKeyedMutex<string>();
  const gate = createGate();
  const events: string[] = [];
  const first = locks.withLock(one, async () => {
    events.push('first begins');
    await gate.opened;
    events.push('first ends');
  });
  const second = locks.withLock(one, async () => void events.push('second'));
  const third = locks.withLock(one, async () => void events.push('third'));
  gate.open();
  await Promise.all([first, second, third]);
  expect(events).toEqual(['first begins', 'first ends', 'second', 'third']);
});

it('work that arrives when the first has ended still waits for earlier work', async () => {
  const locks = createKeyedMutex<string>();
  const gate = createGate();
  const first = locks.withLock(one, async () => undefined);
  const second = locks.withLock(one, () => gate.opened);
  await first;
  let hasBegun = false;
  const third = locks.withLock(one, async () => {
    hasBegun = true;
  });
  for (let count = 0; count < 10; count += 1) await Promise.resolve();
  expect(hasBegun).toBe(false);
  gate.open();
  await Promise.all([second, third]);
  expect(hasBegun).toBe(true);
});

it('work on another key does not wait', async () => {
  const locks = createKeyedMutex<string>();
  const gate = createGate();
  const held = locks.withLock(one, () => gate.opened);
  expect(await locks.withLock(other, async () => 'done')).toBe('done');
  gate.open();
  await held;
});

it('work that fails rejects for its caller, and the next runs', async () => {
  const locks = createKeyedMutex<string>();
  const failing = locks.withLock(one, () => Promise.reject(new Error('It failed.')));
  const next = locks.withLock(one, async () => 'done');
  await expect(failing).rejects.toThrow('It failed.');
  expect(await next).toBe('done');
});
