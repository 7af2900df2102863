import { expect, it } from 'vitest';
import { createArrivals } from '../../lib/arrivals.ts';
import { createGate } from '../support/gate.ts';
import { nameOf } from '../support/open-test-storage.ts';

const name = nameOf('file', 'content');

it('a second sender of a name waits for the first, and another name does not', async () => {
  const arrivals = createArrivals({ nowMs: () => 0 });
  const gate = createGate();
  const order: string[] = [];
  const first = arrivals.receive(name, async () => {
    await gate.opened;
    order.push('first');
  });
  const later = ['second', 'third'].map((word) =>
    arrivals.receive(name, async () => void order.push(word)),
  );
  await arrivals.receive(nameOf('other', 'x'), async () => void order.push('other'));
  gate.open();
  await Promise.all([first, ...later]);
  expect(order).toEqual(['other', 'first', 'second', 'third']);
});

it('a first sender that fails hands over, and only it is told', async () => {
  const arrivals = createArrivals({ nowMs: () => 0 });
  const gate = createGate();
  const first = arrivals.receive(name, async () => {
    await gate.opened;
    throw new Error('cut');
  });
  const second = arrivals.receive(name, async () => 'arrived');
  gate.open();
  await expect(first).rejects.toThrow('cut');
  expect(await second).toBe('arrived');
});

it('a sender that takes longer than half a minute keeps no other waiting', async () => {
  let nowMs = 0;
  const arrivals = createArrivals({ nowMs: () => nowMs });
  const [slow, quick] = [createGate(), createGate()];
  const first = arrivals.receive(name, () => slow.opened);
  nowMs = 30_000;
  let hasBegun = false;
  const second = arrivals.receive(name, async () => {
    hasBegun = true;
    await quick.opened;
  });
  await Promise.resolve();
  expect(hasBegun).toBe(true);
  slow.open();
  await first;
  let third = '';
  const waiting = arrivals.receive(name, async () => {
    third = 'arrived';
  });
  await Promise.resolve();
  expect(third).toBe('');
  quick.open();
  await Promise.all([second, waiting]);
  expect(third).toBe('arrived');
});
