import { describe, expect, it } from 'vitest';
import { type AppendFile, replaceAppendFile } from '../../../../lib/disk/append-file.ts';
import { atEveryDiskCall, clearFault, injectFault } from '../../../support/disk/faults.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { bytesOf, textOf } from '../../../support/disk/small-files.ts';

const read = (disk: MemoryDisk): string => textOf(disk.read('dir/log') as Uint8Array);

function openDisk(): MemoryDisk {
  const disk = createMemoryDisk();
  disk.write('dir/log', 'old');
  return disk;
}

function replace(disk: MemoryDisk): Promise<AppendFile> {
  return replaceAppendFile(disk.mount(), 'dir/log', [bytesOf('ne'), bytesOf('w')]);
}

function fail(disk: MemoryDisk, ...operations: readonly string[]): void {
  disk.intercept = ({ operation, path }) => {
    if (operations.includes(operation)) throw systemError('EIO', path);
  };
}

describe('a file that replaces another', () => {
  it('survives a power cut, and can be appended to', async () => {
    const disk = openDisk();
    const file = await replace(disk);
    expect(file.sizeBytes).toBe(3);
    await file.append(bytesOf(' and more'));
    expect(file.sizeBytes).toBe(12);
    disk.crash();
    expect(read(disk)).toBe('new and more');
  });

  it.each(['crash', 'kill', 'EIO'] as const)(
    'is the old or the new one after %s at any moment',
    async (fault) => {
      await atEveryDiskCall(async (nth) => {
        const disk = openDisk();
        const disks = { storageDisk: disk, queueDisk: createMemoryDisk() };
        const outcome = injectFault(disks, fault, nth);
        const file = await replace(disk).catch(() => undefined);
        clearFault(disks);
        if (file !== undefined) disk.crash();
        expect(['old', 'new']).toContain(read(disk));
        if (file !== undefined) expect(read(disk)).toBe('new');
        expect(disk.openFileCount).toBe(0);
        return outcome.met !== undefined;
      });
    },
  );

  it('replaces what an earlier attempt left', async () => {
    const disk = openDisk();
    disk.write('dir/log.new', 'half');
    await replace(disk);
    expect(disk.paths()).toEqual(['dir/log']);
  });
});

describe('a chunk that can not be appended', () => {
  it('is cut off again, and the next one follows the last complete one', async () => {
    const disk = openDisk();
    const file = await replace(disk);
    disk.capacityBytes = 5;
    await expect(file.append(bytesOf(' torn'))).rejects.toMatchObject({ code: 'ENOSPC' });
    disk.capacityBytes = Number.POSITIVE_INFINITY;
    expect(file.broken).toBe(false);
    await file.append(bytesOf(' whole'));
    expect(read(disk)).toBe('new whole');
  });

  it('breaks the file when it can not be cut off', async () => {
    const disk = openDisk();
    const file = await replace(disk);
    fail(disk, 'write', 'truncate');
    await expect(file.append(bytesOf('more'))).rejects.toMatchObject({ code: 'EIO' });
    expect(file.broken).toBe(true);
  });

  it('breaks the file when it can not be synced', async () => {
    const disk = openDisk();
    const file = await replace(disk);
    fail(disk, 'sync');
    await expect(file.append(bytesOf('more'))).rejects.toMatchObject({ code: 'EIO' });
    expect(file.broken).toBe(true);
  });
});

it('a file knows whether it is still at its path', async () => {
  const disk = openDisk();
  const file = await replace(disk);
  expect(await file.isInPlace()).toBe(true);
  disk.write('dir/log', 'another');
  expect(await file.isInPlace()).toBe(false);
  disk.wipe('dir');
  expect(await file.isInPlace()).toBe(false);
  await file.close();
  expect(disk.openFileCount).toBe(0);
});
