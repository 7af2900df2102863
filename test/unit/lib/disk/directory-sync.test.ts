import { expect, it } from 'vitest';
import { createDirectorySync, type DirectorySync } from '../../../../lib/disk/directory-sync.ts';
import { createNodeHealth } from '../../../../lib/disk/health.ts';
import { defaultMemoryLimits } from '../../../../lib/limits/memory-limits.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { writeSmallFile } from '../../../support/disk/small-files.ts';
import { silentLog } from '../../../support/node/silent-log.ts';

const health = createNodeHealth(silentLog).watch('storage');

it('a sync covers what was there when it was called, also during another sync', async () => {
  const disk = createMemoryDisk();
  const files = disk.mount();
  const { sync } = createDirectorySync(files, health);
  const before = sync('');
  await writeSmallFile(files, 'new', '');
  await Promise.all([before, sync(''), sync('')]);
  disk.crash();
  expect(disk.paths()).toEqual(['new']);
});

it('a sync that fails does not spoil the next', async () => {
  const disk = createMemoryDisk();
  const { sync } = createDirectorySync(disk.mount(), health);
  disk.intercept = ({ path }) => {
    throw systemError('EIO', path);
  };
  await expect(sync('')).rejects.toMatchObject({ code: 'EIO' });
  disk.intercept = () => undefined;
  await expect(sync('')).resolves.toBeUndefined();
});

it('directories do not wait for each other', async () => {
  const disk = createMemoryDisk();
  const files = disk.mount();
  await files.makeDirectory('stuck');
  disk.intercept = ({ path }) =>
    path === 'stuck' ? new Promise<never>(() => undefined) : undefined;
  const { sync } = createDirectorySync(files, health);
  void sync('stuck');
  await expect(sync('')).resolves.toBeUndefined();
});

/** Syncs that are counted, with a memory of so many directories. */
function countSyncs(rememberedDirectories?: number): DirectorySync & { readonly calls: string[] } {
  const calls: string[] = [];
  const limits = {
    ...defaultMemoryLimits,
    ...(rememberedDirectories && { rememberedDirectories }),
  };
  const files = { syncDirectory: async (directory: string) => void calls.push(directory) };
  return { ...createDirectorySync(files, health, limits), calls };
}

it('a directory is synced once, however often that is requested', async () => {
  const { sync, syncOnce, calls } = countSyncs();
  await sync('a');
  await syncOnce('a');
  await syncOnce('b');
  await syncOnce('b');
  expect(calls).toEqual(['a', 'b']);
  await sync('a');
  expect(calls).toEqual(['a', 'b', 'a']);
});

it('the directory that was used least recently is forgotten first, and alone', async () => {
  const { sync, syncOnce, calls } = countSyncs(3);
  for (const directory of ['a', 'b', 'c']) await sync(directory);
  await syncOnce('a');
  await sync('d');
  calls.length = 0;
  for (const directory of ['a', 'c', 'd']) await syncOnce(directory);
  expect(calls).toEqual([]);
  await syncOnce('b');
  expect(calls).toEqual(['b']);
});

it('a node remembers ten thousand directories', async () => {
  const { sync, syncOnce, calls } = countSyncs();
  for (let count = 0; count < 10_001; count += 1) await sync(`${count}`);
  calls.length = 0;
  await syncOnce('1');
  await syncOnce('10000');
  await syncOnce('0');
  expect(calls).toEqual(['0']);
});

it('a sync that failed is not remembered, nor is the one before it', async () => {
  const disk = createMemoryDisk();
  const { sync, syncOnce } = createDirectorySync(disk.mount(), health);
  await sync('');
  let syncs = 0;
  disk.intercept = ({ path }) => {
    syncs += 1;
    if (syncs === 1) throw systemError('EIO', path);
  };
  await expect(sync('')).rejects.toMatchObject({ code: 'EIO' });
  await syncOnce('');
  expect(syncs).toBe(2);
});

it('the faults of a sync count for the disk', async () => {
  const node = createNodeHealth(silentLog);
  const disk = createMemoryDisk();
  const { sync } = createDirectorySync(disk.mount(), node.watch('storage'));
  disk.intercept = ({ path }) => {
    throw systemError('EIO', path);
  };
  for (let count = 0; count < 2; count += 1) await expect(sync('')).rejects.toThrow();
  expect(node.readOnlyReason).toMatch('EIO');
});
