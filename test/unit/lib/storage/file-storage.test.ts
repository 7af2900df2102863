import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { FileHandle, FileSystem } from '../../../../lib/host/file-system.ts';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import type { StagedFile } from '../../../../lib/storage/storage.ts';
import type { StoredFile } from '../../../../lib/storage/stored-file.ts';
import type { DiskCall } from '../../../support/disk/disk-session.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf, openTestStorage, storeFile } from '../../../support/disk/open-test-storage.ts';
import { bytesOf, writeSmallFile } from '../../../support/disk/small-files.ts';
import { bodyOf } from '../../../support/http/body-of.ts';
import { createGate } from '../../../support/node/gate.ts';
import { silentLog } from '../../../support/node/silent-log.ts';
import { ticks } from '../../../support/node/test-replicator.ts';

describe('a storage', () => {
  it('does not trust a second sync of a copy whose sync failed', async () => {
    const disk = createMemoryDisk();
    const files = disk.mount();
    const storage = await openTestStorage({ files });
    const name = nameOf('file', 'content');
    await writeSmallFile(files, name, 'content');
    failAt(disk, 'sync');
    await expect(storage.adopt(name)).rejects.toMatchObject({ code: 'EIO' });
    disk.intercept = () => undefined;
    const warn = vi.spyOn(silentLog, 'warn');
    onTestFinished(() => warn.mockRestore());
    expect(await storage.stateOf(name)).toBe('corrupt');
    const message = 'a file that could not be synced is replaced by an upload';
    expect(warn.mock.calls).toEqual([[message, { name }]]);
    await storeFile(storage, 'file', 'content');
    expect(await storage.stateOf(name)).toBe('committed');
    disk.crash();
    expect(disk.paths()).toContain(name);
    expect(disk.read(name)).toEqual(bytesOf('content'));
  });

  it('stores and adopts files on a disk that can set no times', async () => {
    const disk = createMemoryDisk();
    const files = disk.mount();
    const storage = await openTestStorage({ files });
    failAt(disk, 'setModified');
    const stored = await storeFile(storage, 'file', 'content');
    expect(await storage.stateOf(stored)).toBe('committed');
    const name = nameOf('known', 'content');
    const staged = await storage.stage(bodyOf('content'), 100, { seconds: 13 });
    await staged.prepare(name);
    await staged.commit({ replacing: 'absent' });
    expect(await storage.stateOf(name)).toBe('committed');
    const found = nameOf('found', 'content');
    await writeSmallFile(files, found, 'content');
    await storage.adopt(found);
    expect(await storage.stateOf(found)).toBe('committed');
  });

  it('removes a file so that no power cut brings it back', async () => {
    const disk = createMemoryDisk();
    const storage = await openTestStorage({ files: disk.mount() });
    const kept = await storeFile(storage, 'a/kept', 'kept');
    await storage.remove(await storeFile(storage, 'a/file', 'content'));
    disk.crash();
    expect(disk.paths().filter((path) => path.startsWith('a/'))).toEqual([kept]);
  });

  it('makes durable the removal of a file that was removed before the restart', async () => {
    const disk = createMemoryDisk();
    const files = disk.mount();
    const storage = await openTestStorage({ files });
    const kept = await storeFile(storage, 'a/kept', 'kept');
    const name = await storeFile(storage, 'a/file', 'content');
    await files.remove(name);
    expect(await storage.remove(name)).toBe(false);
    disk.crash();
    expect(disk.paths().filter((path) => path.startsWith('a/'))).toEqual([kept]);
  });

  it('removes the parents of a directory that another removal takes away meanwhile', async () => {
    const disk = createMemoryDisk();
    const storage = await openTestStorage({ files: disk.mount() });
    const [one, two] = [
      await storeFile(storage, 'a/b/1', '1'),
      await storeFile(storage, 'a/b/2', '2'),
    ];
    const [reached, emptied] = [createGate(), createGate()];
    // The first one tries to remove a/b just when the second has emptied it, and not yet synced it.
    disk.intercept = ({ operation, path }) => {
      if (operation === 'removeDirectory' && path === 'a/b') {
        reached.open();
        return emptied.opened;
      }
      if (operation !== 'syncDirectory' || disk.paths().includes(two)) return;
      emptied.open();
      return ticks();
    };
    const removing = storage.remove(one);
    await reached.opened;
    expect([await storage.remove(two), await removing]).toEqual([true, true]);
    expect(disk.directories()).toEqual([
      ...['.cockatiel', '.cockatiel/partial', '.cockatiel/staging', '.cockatiel/uploads'],
    ]);
  });

  it('removes the file of an upload whose directory could not be synced', async () => {
    const { disk, staged, name } = await stageForFailure();
    failAt(disk, 'syncDirectory');
    await expect(staged.commit({ replacing: 'absent' })).rejects.toMatchObject({ code: 'EIO' });
    disk.intercept = () => undefined;
    await staged.dispose();
    expect(disk.read(name)).toBeUndefined();
    expect(disk.openFileCount).toBe(0);
  });

  it('does not remove the new copy where it replaced a corrupt one', async () => {
    const { disk, staged, name } = await stageForFailure();
    failAt(disk, 'syncDirectory');
    await expect(staged.commit({ replacing: 'corrupt' })).rejects.toMatchObject({ code: 'EIO' });
    disk.intercept = () => undefined;
    await staged.dispose();
    expect(disk.read(name)).toEqual(bytesOf('content'));
  });

  it('rejects with the error of a rename', async () => {
    const { disk, staged } = await stageForFailure();
    failAt(disk, 'rename');
    await expect(staged.commit({ replacing: 'absent' })).rejects.toMatchObject({ code: 'EIO' });
  });

  it('leaves no file open when the disk fails', async () => {
    const disk = createMemoryDisk();
    const storage = await openTestStorage({ files: disk.mount() });
    const name = await storeFile(storage, 'file', 'content');
    failAt(disk, 'fstat');
    await expect(storage.open(name)).rejects.toMatchObject({ code: 'EIO' });
    storage.invalidateAll();
    await expect(storage.stateOf(name)).rejects.toMatchObject({ code: 'EIO' });
    await expect(storage.adopt(name)).rejects.toMatchObject({ code: 'EIO' });
    await expect(storeFile(storage, 'another', 'x')).rejects.toMatchObject({ code: 'EIO' });
    expect(disk.openFileCount).toBe(0);
  });

  it('hashes a committed copy again once it was found corrupt', async () => {
    const { files, rot } = rottingFiles();
    const clock = { ms: 0 };
    const storage = await openTestStorage({ files }, clock);
    const name = await storeFile(storage, 'file', 'content');
    rot();
    clock.ms += 86_400_000;
    const file = (await storage.open(name)) as StoredFile;
    await expect(file.readAll()).rejects.toMatchObject({ name: 'CorruptFileError' });
    expect(await storage.stateOf(name)).toBe('corrupt');
  });

  it('finds a copy corrupt that became shorter while it was hashed', async () => {
    const disk = createMemoryDisk();
    const storage = await openTestStorage({ files: disk.mount() });
    const name = nameOf('file', 'content');
    disk.write(name, 'content');
    disk.intercept = ({ operation }) => {
      if (operation === 'read') disk.truncate(name, 0);
    };
    expect(await storage.stateOf(name)).toBe('corrupt');
  });
});

function failAt(disk: MemoryDisk, operation: DiskCall['operation']): void {
  disk.intercept = (call) => {
    if (call.operation === operation) throw systemError('EIO', call.path);
  };
}

/** A disk on which bytes can change and nothing else with them: inode, size and time stay. */
function rottingFiles(): { files: FileSystem; rot(): void } {
  const files = createMemoryDisk().mount();
  let isRotten = false;
  async function open(path: string): Promise<FileHandle | undefined> {
    const file = await files.open(path);
    if (file === undefined || !isRotten) return file;
    return { ...file, read: async (from, length) => (await file.read(from, length)).fill(0x78) };
  }
  return {
    files: { ...files, open },
    rot() {
      isRotten = true;
    },
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
