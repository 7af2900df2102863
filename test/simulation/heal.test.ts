import { expect, it } from 'vitest';
import { diskPath } from '../../lib/layout/disk-path.ts';
import { createMemoryDisk, type MemoryDisk } from '../support/disk/memory-disk.ts';
import { nameOf } from '../support/disk/open-test-storage.ts';
import { heal } from './heal.ts';
import { createRottenCopies } from './rotten-copies.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

const content = new TextEncoder().encode('a');
const name = nameOf('a', 'a');
const path = diskPath(name);
const inQuarantine = `.cockatiel/damaged/${path}`;

/** Heals a node which had a corrupt copy of a file, and has acknowledged the deletion of some. */
function healNode(storageDisk: MemoryDisk, deleted: readonly string[]): void {
  const rotten = createRottenCopies([[name, { incarnation: 1, atEvent: 1 }]]);
  const book = { rotten, buried: new Map(deleted.map((one) => [one, 1])) };
  const queueDisk = createMemoryDisk();
  const node = { storageDisk, queueDisk, failingDisks: new Set() } as unknown as SimNode;
  const world = {
    plan: {},
    faults: {},
    network: { heal: () => undefined },
    nodes: new Map([['a', node]]),
    oracle: { book: () => book, contentOf: () => content },
    scheduler: { eventCount: 2 },
    tell: () => undefined,
  };
  heal(world as unknown as World);
  expect(rotten.has(name)).toBe(false);
}

it.each([path, inQuarantine])('a corrupt copy at %s gets its own bytes', (where) => {
  const disk = createMemoryDisk();
  disk.write(where, 'b');
  healNode(disk, []);
  expect(disk.read(path)).toEqual(content);
});

it('so does one of a deleted file that the node has not removed yet', () => {
  const disk = createMemoryDisk();
  disk.write(path, 'b');
  healNode(disk, [name]);
  expect(disk.read(path)).toEqual(content);
});

it('where a copy of a deleted file is gone, none is put back', () => {
  const disk = createMemoryDisk();
  healNode(disk, [name]);
  expect(disk.paths()).toEqual([]);
});
