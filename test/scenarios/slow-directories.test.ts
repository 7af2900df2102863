import { describe, expect, it } from 'vitest';
import { ClientGoneError } from '../../lib/errors/domain-errors.ts';
import { createDirectoryTree, type DirectoryTree } from '../../lib/layout/directory-tree.ts';
import type { DiskCall } from '../support/disk/disk-session.ts';
import { createMemoryDisk, type MemoryDisk } from '../support/disk/memory-disk.ts';
import { createGate, type Gate } from '../support/node/gate.ts';
import { settleMicrotasks } from '../support/node/settle-microtasks.ts';

/** A tree on a disk whose calls a test can delay one by one. */
interface SlowTree {
  readonly disk: MemoryDisk;
  readonly tree: DirectoryTree;
  /** All calls so far, as `operation path`. */
  readonly calls: string[];
  /** Delays every call of that kind at the path, from now until the gate is opened. */
  delay(operation: DiskCall['operation'], path: string): Gate;
}

function createSlowTree(): SlowTree {
  const disk = createMemoryDisk();
  const files = disk.mount();
  const freeSpace = { reserveEntry: async (): Promise<void> => undefined };
  const calls: string[] = [];
  const gates = new Map<string, Gate>();
  disk.intercept = async ({ operation, path }) => {
    calls.push(`${operation} ${path}`);
    await gates.get(`${operation} ${path}`)?.opened;
  };
  return {
    disk,
    tree: createDirectoryTree({ files, sync: files.syncDirectory, freeSpace }),
    calls,
    delay(operation, path) {
      const gate = createGate();
      gates.set(`${operation} ${path}`, gate);
      return gate;
    },
  };
}

/** `top/1/2/…`, so many directories in all. */
function deep(top: string, levels: number): string {
  return [top, ...Array.from({ length: levels - 1 }, (_, index) => index + 1)].join('/');
}

/** Whether a promise has settled once all pending work is done. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const note = (): void => {
    settled = true;
  };
  promise.then(note, note);
  await settleMicrotasks();
  return settled;
}

describe('while the disk is slow with one directory', () => {
  it.each([
    ['makeDirectory', 'a/slow'],
    ['syncDirectory', 'a'],
  ] as const)('(%s %s) another one is made and removed', async (operation, path) => {
    const { disk, tree, delay } = createSlowTree();
    const gate = delay(operation, path);
    const slow = tree.ensure('a/slow');
    expect(await isSettled(slow)).toBe(false);
    const other = tree.ensure('b/c');
    expect(await isSettled(other)).toBe(true);
    tree.release('b/c');
    expect(await isSettled(tree.prune('b/c'))).toBe(true);
    expect(disk.directories()).not.toContain('b');
    expect(await isSettled(slow)).toBe(false);
    gate.open();
    await slow;
  });

  it('a deletion in a directory beside it does not wait for it', async () => {
    const { disk, tree, delay } = createSlowTree();
    const gate = delay('makeDirectory', 'a/slow');
    await tree.ensure('a/done');
    const slow = tree.ensure('a/slow');
    tree.release('a/done');
    expect(await isSettled(tree.prune('a/done'))).toBe(true);
    expect(disk.directories()).toEqual(['a']);
    gate.open();
    await slow;
  });

  it('a deletion in it, or below it, does not wait until it is made', async () => {
    const { tree, delay } = createSlowTree();
    const gate = delay('syncDirectory', '');
    const slow = tree.ensure('a');
    expect(await isSettled(tree.prune('a'))).toBe(true);
    expect(await isSettled(tree.prune('a/gone'))).toBe(true);
    gate.open();
    await slow;
  });

  it('all who ensure it share its syncs', async () => {
    const { tree, calls, delay } = createSlowTree();
    const gate = delay('syncDirectory', 'a');
    const entering = Promise.all(['a/b', 'a/b', 'a/b/c'].map((path) => tree.ensure(path)));
    await settleMicrotasks();
    gate.open();
    await entering;
    const syncs = calls.filter((call) => call.startsWith('syncDirectory'));
    expect(syncs).toEqual(['syncDirectory ', 'syncDirectory a', 'syncDirectory a/b']);
  });

  it('one that is being removed is made again afterwards', async () => {
    const { disk, tree, delay } = createSlowTree();
    await tree.ensure('a/b');
    tree.release('a/b');
    const gate = delay('removeDirectory', 'a/b');
    const pruning = tree.prune('a/b');
    await settleMicrotasks();
    const entering = tree.ensure('a/b/c');
    expect(await isSettled(entering)).toBe(false);
    gate.open();
    await Promise.all([pruning, entering]);
    expect(disk.directories()).toEqual(['a', 'a/b', 'a/b/c']);
  });
});

describe('deep names', () => {
  it('do not delay shallow ones, and the shallowest that waits is next', async () => {
    const { tree, calls, delay } = createSlowTree();
    const tops = Array.from({ length: 100 }, (_, index) => `top${index}`);
    const gates = tops.map((top) => delay('makeDirectory', top));
    const slow = tops.map((top) => tree.ensure(deep(top, 400)));
    await settleMicrotasks();
    const begun = (): string[] => calls.filter((call) => /^makeDirectory top\d+$/u.test(call));
    expect(begun()).toHaveLength(4);
    const deeper = tree.ensure(deep('x', 18));
    const less = tree.ensure(deep('y', 17));
    expect(await isSettled(tree.ensure(deep('z', 16)))).toBe(true);
    expect(await isSettled(less)).toBe(false);
    for (const gate of gates) gate.open();
    await Promise.all([less, deeper, ...slow]);
    const order = ['y', 'x', 'top4', 'top99'].map((top) => calls.indexOf(`makeDirectory ${top}`));
    expect(order).toEqual(order.toSorted((one, other) => one - other));
  });

  it('have their directories removed, like others, when they are left empty', async () => {
    const { disk, tree } = createSlowTree();
    const directory = deep('a', 400);
    await tree.ensure(directory);
    tree.release(directory);
    await tree.prune(directory);
    expect(disk.directories()).toEqual([]);
  });

  it('that were never there cost a few disk calls', async () => {
    const { disk, tree, calls } = createSlowTree();
    disk.write('a/file', 'content');
    await tree.ensure('a/1');
    tree.release('a/1');
    const before = calls.length;
    await tree.prune(deep('a', 400));
    expect(calls.length - before).toBeLessThan(16);
    expect(disk.directories()).toEqual(['a']);
  });
});

describe('when the client disconnects', () => {
  it('before its directories are started, none is made', async () => {
    const { tree, calls } = createSlowTree();
    await expect(tree.ensure('a/b', AbortSignal.abort())).rejects.toThrow(ClientGoneError);
    expect(calls.filter((call) => call.startsWith('makeDirectory a'))).toEqual([]);
  });

  it('in the middle, its directories are removed, except those that another upload needs', async () => {
    const { disk, tree, delay } = createSlowTree();
    const gate = delay('syncDirectory', 'a');
    const client = new AbortController();
    const gone = tree.ensure('a/b/c', client.signal);
    const stays = tree.ensure('a/b');
    await settleMicrotasks();
    client.abort();
    gate.open();
    await expect(gone).rejects.toThrow(ClientGoneError);
    await stays;
    expect(disk.directories()).toEqual(['a', 'a/b']);
    tree.release('a/b');
    await tree.prune('a/b');
    expect(disk.directories()).toEqual([]);
  });
});
