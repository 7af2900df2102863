import { describe, expect, it } from 'vitest';
import { directoryEntriesContract } from '../../contract/directory-entries-contract.ts';
import { fileContentContract } from '../../contract/file-content-contract.ts';
import { fileSystemContract } from '../../contract/file-system-contract.ts';
import { fileTimesContract } from '../../contract/file-times-contract.ts';
import { openMemoryHarness } from '../../support/disk/disk-harnesses.ts';
import { createMemoryDisk } from '../../support/disk/memory-disk.ts';
import { bytesOf, textOf } from '../../support/disk/small-files.ts';

describe('the disk in memory keeps the contract of a file system', () => {
  fileSystemContract(openMemoryHarness);
  fileContentContract(openMemoryHarness);
  directoryEntriesContract(openMemoryHarness);

  fileTimesContract(openMemoryHarness);
});

describe('the disk in memory', () => {
  it('keeps after a power cut the synced bytes under the synced entries', async () => {
    const disk = createMemoryDisk();
    const files = disk.mount();
    const file = await files.create('file');
    await file.write(bytesOf('synced'));
    await file.sync();
    await file.write(bytesOf(' and more'));
    await files.syncDirectory('');
    disk.crash();
    expect(textOf(disk.read('file') as Uint8Array)).toBe('synced');
  });

  it('loses after a power cut an entry whose directory was not synced', async () => {
    const disk = createMemoryDisk();
    const files = disk.mount();
    await files.makeDirectory('a');
    await files.syncDirectory('');
    const file = await files.create('a/file');
    await file.sync();
    disk.crash();
    expect(disk.paths()).toEqual([]);
    expect(disk.directories()).toEqual(['a']);
  });

  it('undoes with a power cut a removal and a move that were not synced', async () => {
    const disk = createMemoryDisk();
    disk.write('removed', 'one');
    disk.write('moved', 'two');
    const files = disk.mount();
    await files.remove('removed');
    await files.rename('moved', 'elsewhere');
    disk.crash();
    expect(disk.paths()).toEqual(['moved', 'removed']);
  });

  it('lets no change of before come after what somebody else has put there or removed', async () => {
    const disk = createMemoryDisk();
    const files = disk.mount();
    disk.write('d/e/file', 'a');
    disk.wipe('d/e/file');
    await files.removeDirectory('d/e');
    await (await files.create('d/other')).close();
    disk.write('d/e/file', 'b');
    disk.wipe('d/other');
    disk.crash({ keepsChanges: (count) => Array(count).fill(true), tear: (synced) => synced });
    expect(disk.paths()).toEqual(['d/e/file']);
  });

  it('keeps everything when only the process is killed', async () => {
    const disk = createMemoryDisk();
    const file = await disk.mount().create('file');
    await file.write(bytesOf('unsynced'));
    disk.kill();
    expect(textOf(disk.read('file') as Uint8Array)).toBe('unsynced');
    expect(disk.openFileCount).toBe(0);
  });

  it('refuses every call of a process that is gone', async () => {
    const disk = createMemoryDisk();
    const files = disk.mount();
    const file = await files.create('file');
    disk.kill();
    await expect(file.write(bytesOf('late'))).rejects.toThrow('The process is gone.');
    await expect(files.remove('file')).rejects.toThrow('The process is gone.');
    expect(await disk.mount().remove('file')).toBe(true);
  });

  it('syncs nothing more of a file whose sync failed once', async () => {
    const disk = createMemoryDisk();
    const files = disk.mount();
    const file = await files.create('file');
    await files.syncDirectory('');
    await file.write(bytesOf('content'));
    disk.intercept = () => {
      throw Object.assign(new Error(), { code: 'EIO' });
    };
    await expect(file.sync()).rejects.toMatchObject({ code: 'EIO' });
    disk.intercept = () => undefined;
    await file.sync();
    disk.crash();
    expect(textOf(disk.read('file') as Uint8Array)).toBe('');
  });

  it('writes as much as fits', async () => {
    const disk = createMemoryDisk();
    disk.capacityBytes = 5;
    const files = disk.mount();
    const file = await files.create('file');
    await expect(file.write(bytesOf('too long'))).rejects.toMatchObject({ code: 'ENOSPC' });
    await expect(files.create('another')).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(textOf(disk.read('file') as Uint8Array)).toBe('too l');
  });

  it('works again after somebody removed all of it', async () => {
    const disk = createMemoryDisk();
    disk.write('a/file', 'content');
    disk.wipe('');
    const files = disk.mount();
    await expect(files.create('file')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await files.makeDirectory('')).toBe(true);
    await (await files.create('file')).close();
    expect(await files.list('')).toEqual(['file']);
  });
});
