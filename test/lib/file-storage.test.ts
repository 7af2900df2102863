import { afterAll, describe, expect, it } from 'vitest';
import type { StagedFile } from '../../lib/context.ts';
import type { StoredName } from '../../lib/stored-name.ts';
import { storageContract } from '../contract/storage-contract.ts';
import { storageRemovalContract } from '../contract/storage-removal-contract.ts';
import { bodyOf } from '../support/body-of.ts';
import { createNodeHarnesses, openMemoryHarness } from '../support/disk-harnesses.ts';
import { createMemoryDisk, type MemoryDisk } from '../support/memory-disk.ts';
import type { DiskCall } from '../support/memory-file-system.ts';
import { systemError } from '../support/memory-tree.ts';
import { nameOf, openTestStorage, storeFile } from '../support/open-test-storage.ts';
import { bytesOf, writeSmallFile } from '../support/small-files.ts';

const directories = createNodeHarnesses();

afterAll(directories.removeAll);

describe('a storage in memory', () => {
  storageContract(openMemoryHarness);
  storageRemovalContract(openMemoryHarness);
});

describe('a storage on the disk', () => {
  storageContract(directories.open);
  storageRemovalContract(directories.open);
});

describe('a storage', () => {
  it('does not believe a sync of a copy whose sync failed before', async () => {
    const disk = createMemoryDisk();
    const files = disk.mount();
    const storage = await openTestStorage({ files });
    const name = nameOf('file', 'content');
    await writeSmallFile(files, name, 'content');
    failAt(disk, 'sync');
    await expect(storage.settle(name)).rejects.toMatchObject({ code: 'EIO' });
    disk.intercept = () => undefined;
    expect(await storage.inspect(name)).toBe('damaged');
    await storeFile(storage, 'file', 'content');
    expect(await storage.inspect(name)).toBe('settled');
    disk.crash();
    expect(disk.paths()).toContain(name);
    expect(disk.read(name)).toEqual(bytesOf('content'));
  });

  it('removes a file so that no power cut brings it back', async () => {
    const disk = createMemoryDisk();
    const storage = await openTestStorage({ files: disk.mount() });
    const kept = await storeFile(storage, 'a/kept', 'kept');
    await storage.remove(await storeFile(storage, 'a/file', 'content'));
    disk.crash();
    expect(disk.paths().filter((path) => path.startsWith('a/'))).toEqual([kept]);
  });

  it('takes back the name of an upload whose directory could not be synced', async () => {
    const { disk, staged, name } = await stageForFailure();
    failAt(disk, 'syncDirectory');
    await expect(staged.commit('absent')).rejects.toMatchObject({ code: 'EIO' });
    disk.intercept = () => undefined;
    await staged.discard();
    expect(disk.read(name)).toBeUndefined();
    expect(disk.openFileCount).toBe(0);
  });

  it('takes no copy away where a damaged one stood', async () => {
    const { disk, staged, name } = await stageForFailure();
    failAt(disk, 'syncDirectory');
    await expect(staged.commit('damaged')).rejects.toMatchObject({ code: 'EIO' });
    disk.intercept = () => undefined;
    await staged.discard();
    expect(disk.read(name)).toEqual(bytesOf('content'));
  });

  it('lets the error of a move through', async () => {
    const { disk, staged } = await stageForFailure();
    failAt(disk, 'rename');
    await expect(staged.commit('absent')).rejects.toMatchObject({ code: 'EIO' });
  });

  it('leaves no file open when the disk fails', async () => {
    const disk = createMemoryDisk();
    const storage = await openTestStorage({ files: disk.mount() });
    const name = await storeFile(storage, 'file', 'content');
    failAt(disk, 'status');
    await expect(storage.open(name)).rejects.toMatchObject({ code: 'EIO' });
    await expect(storage.inspect(name)).rejects.toMatchObject({ code: 'EIO' });
    await expect(storage.settle(name)).rejects.toMatchObject({ code: 'EIO' });
    await expect(storeFile(storage, 'another', 'x')).rejects.toMatchObject({ code: 'EIO' });
    expect(disk.openFileCount).toBe(0);
  });

  it('finds a copy damaged that became shorter while it was hashed', async () => {
    const disk = createMemoryDisk();
    const storage = await openTestStorage({ files: disk.mount() });
    const name = nameOf('file', 'content');
    disk.write(name, 'content');
    disk.intercept = ({ operation }) => {
      if (operation === 'read') disk.truncate(name, 0);
    };
    expect(await storage.inspect(name)).toBe('damaged');
  });
});

function failAt(disk: MemoryDisk, operation: DiskCall['operation']): void {
  disk.intercept = (call) => {
    if (call.operation === operation) throw systemError('EIO', call.path);
  };
}

async function stageForFailure(): Promise<{
  disk: MemoryDisk;
  staged: StagedFile;
  name: StoredName;
}> {
  const disk = createMemoryDisk();
  const storage = await openTestStorage({ files: disk.mount() });
  const staged = await storage.stage(bodyOf('content'), 10);
  const name = nameOf('file', 'content');
  await staged.prepare(name);
  return { disk, staged, name };
}
