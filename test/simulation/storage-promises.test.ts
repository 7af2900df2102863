import { expect, test } from 'vitest';
import { createStoragePromises } from './storage-promises.ts';

const name = 'a_1700000012_da39a3ee5e6b4b0d3255bfef95601890afd80709.txt';

test.each([
  ['acknowledged', true],
  ['asked for', false],
])('of a copied machine no file need stay whose deletion was %s meanwhile', (_, isAcknowledged) => {
  const original = createStoragePromises();
  original.hold(name, 1, 201, 0);
  const files = original.copy();
  original.ask(name);
  if (isAcknowledged) original.bury(name, 2);
  const deletions = original.copy();
  const copied = createStoragePromises();

  copied.replaceDeletions(deletions);
  copied.replaceFiles(files);

  expect([...copied.held]).toEqual([]);
  expect([...copied.copy().held.keys()]).toEqual([]);
});

test('a copied machine holds what the other one held', () => {
  const original = createStoragePromises();
  original.hold(name, 1, 201, 0);
  const copied = createStoragePromises();

  copied.replaceDeletions(original.copy());
  copied.replaceFiles(original.copy());

  expect([...copied.held]).toEqual([name]);
});

test('a file was not held for a request that met its corrupt copy', () => {
  const promises = createStoragePromises();
  promises.hold(name, 1, 201, 0);
  expect(promises.wasHeld(name, 2)).toBe(true);
  promises.rotten.add(name, { incarnation: 1, atEvent: 3 });
  promises.rotten.repair(5);
  expect([4, 6].map((receivedAt) => promises.wasHeld(name, receivedAt))).toEqual([false, true]);
});
