import { beforeEach, expect, it } from 'vitest';
import { diskPath } from '../../lib/layout/disk-path.ts';
import { createMemoryDisk, type MemoryDisk } from '../support/disk/memory-disk.ts';
import { nameOf } from '../support/disk/open-test-storage.ts';
import type { Ending, SimNode } from './sim-node.ts';
import { createUnseenChanges, type UnseenChanges } from './unseen-changes.ts';

const name = nameOf('a', 'a');
const path = diskPath(name);
let disk: MemoryDisk;
let node: Pick<SimNode, 'phase' | 'incarnation' | 'diskFaults'> & { isListed: boolean };
let unseen: UnseenChanges;

/** Somebody puts a file there while no process runs. */
beforeEach(() => {
  disk = createMemoryDisk();
  node = { phase: 'down', incarnation: 1, diskFaults: 0, isListed: false };
  unseen = createUnseenChanges(asNode);
  disk.write(path, 'a');
  unseen.add(name);
});

function asNode(): SimNode {
  const ctx = { inventory: { isComplete: node.isListed } };
  return { ...node, ctx, storageDisk: disk } as unknown as SimNode;
}

/** A process begins to list the files, and removes that one. */
async function removeFile({ isSynced }: { isSynced: boolean }): Promise<void> {
  Object.assign(node, { phase: 'up', diskFaults: 0, isListed: false });
  const files = disk.mount();
  await files.remove(path);
  if (isSynced) await files.syncDirectory('');
}

function end(how: Ending): void {
  unseen.whileEnding(how, () => (how === 'power cut' ? disk.crash() : disk.kill()));
  Object.assign(node, { phase: 'down', incarnation: node.incarnation + 1 });
}

/** A process lists all files. */
function listAll(diskFaults = 0): void {
  Object.assign(node, { phase: 'up', diskFaults, isListed: true });
}

it('a file is unseen until a process has listed all files', async () => {
  expect(unseen.has(name)).toBe(true);
  await removeFile({ isSynced: true });
  expect([unseen.has(name), unseen.size]).toEqual([true, 1]);
  listAll();
  expect([unseen.has(name), unseen.size]).toEqual([false, 0]);
});

it('one that a process removed, and died before its sync, is unseen when it is back', async () => {
  await removeFile({ isSynced: false });
  end('kill');
  listAll();
  expect(unseen.has(name)).toBe(false);
  end('power cut');
  expect(disk.paths()).toEqual([path]);
  expect(unseen.has(name)).toBe(true);
  listAll();
  expect(unseen.has(name)).toBe(false);
});

it('so is one whose sync failed', async () => {
  await removeFile({ isSynced: false });
  listAll(1);
  expect(unseen.has(name)).toBe(false);
  end('stop');
  listAll();
  end('power cut');
  expect(unseen.has(name)).toBe(true);
});

it('one that a process has removed without a fault must not come back', async () => {
  await removeFile({ isSynced: false });
  listAll();
  expect(unseen.has(name)).toBe(false);
  end('power cut');
  expect(disk.paths()).toEqual([path]);
  expect(unseen.has(name)).toBe(false);
});

it('nor must one that was still there when all files were listed', async () => {
  end('kill');
  listAll();
  expect(unseen.has(name)).toBe(false);
  await removeFile({ isSynced: false });
  listAll();
  end('power cut');
  expect(disk.paths()).toEqual([path]);
  expect(unseen.has(name)).toBe(false);
});
