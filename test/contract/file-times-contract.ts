import { beforeEach, describe, expect, it } from 'vitest';
import type { FileHandle, FileSystem } from '../../lib/host/file-system.ts';
import { bytesOf, readSmallFile, writeSmallFile } from '../support/disk/small-files.ts';
import type { FileSystemHarness } from './file-system-contract.ts';

/** What every `FileSystem` promises of modification times; run against each of them. */
export function fileTimesContract(openHarness: () => Promise<FileSystemHarness>): void {
  let harness: FileSystemHarness;
  let files: FileSystem;

  beforeEach(async () => {
    harness = await openHarness();
    files = harness.files;
    await files.makeDirectory('dir');
    await writeSmallFile(files, 'dir/file', 'content');
  });

  describe('a modification time', () => {
    it.each([0, 1_700_000_000_000, 4_102_444_800_000])('can be set (%d)', async (modifiedMs) => {
      await files.setModified('dir/file', modifiedMs);
      expect(await files.stat('dir/file')).toMatchObject({ modifiedMs, sizeBytes: 7 });
      expect(await readSmallFile(files, 'dir/file')).toBe('content');
    });

    it('can be set on an open file, which is written to later than that', async () => {
      const file = (await files.append('dir/file')) as FileHandle;
      await file.setModified(1000);
      expect(await file.stat()).toMatchObject({ modifiedMs: 1000, sizeBytes: 7 });
      expect(await files.stat('dir/file')).toMatchObject({ modifiedMs: 1000 });
      await file.write(bytesOf('more'));
      await file.close();
      expect((await files.stat('dir/file'))?.modifiedMs).toBeGreaterThan(1000);
      await expect(file.setModified(1000)).rejects.toThrow();
    });

    it('is the same by path and by handle, and after a rename', async () => {
      await files.setModified('dir/file', 1000);
      await files.rename('dir/file', 'renamed');
      const file = (await files.open('renamed')) as FileHandle;
      expect(await file.stat()).toMatchObject({ modifiedMs: 1000 });
      expect(await files.stat('renamed')).toMatchObject({ modifiedMs: 1000 });
      await file.close();
    });

    it.each(['absent', 'absent/inside', 'dir/file/inside', 'linked/inside'])(
      'can not be set at %s',
      async (path) => {
        await harness.linkToDirectory('linked');
        await expect(files.setModified(path, 0)).rejects.toThrow();
      },
    );
  });
}
