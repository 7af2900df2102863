import { expect, it } from 'vitest';
import { checkRead } from './check-read.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

it.each([
  ['a client', {}, ['a_1']],
  ['another node, for which it asks nobody', { sender: { id: 'b' } as SimNode }, []],
])('a node has asked the others for what it does not have: %s', (_who, by, expected) => {
  const missed: string[] = [];
  const book = { wasHeld: () => false, miss: (name: string) => missed.push(name) };
  const world = { oracle: { book: () => book } } as unknown as World;
  const node = { storageMount: { wasMissingSince: () => false } } as unknown as SimNode;
  const message = { to: 'a', method: 'HEAD', name: 'a_1', headers: {}, isFragile: false, ...by };
  const head = { status: 404, headers: new Headers(), body: undefined };
  checkRead(world, { node, message, ...head, receivedAt: 1, wasRead: false });
  expect(missed).toEqual(expected);
});
