import { beforeEach, describe, expect, it } from 'vitest';
import type { FileHandle, FileSystem } from '../../lib/host/file-system.ts';
import { readSmallFile as read, writeSmallFile as write } from '../support/disk/small-files.ts';

/** An empty directory to test, and a way to put things there that the port itself can't make. */
export interface FileSystemHarness {
  readonly files: FileSystem;
  /** A symbolic link to a directory that holds a file `inside`, somewhere else. */
  linkToDirectory(path: string): Promise<void>;
  /** A symbolic link to a file somewhere else. */
  linkToFile(path: string): Promise<void>;
}

const code = (expected: string) => expect.objectContaining({ code: expected });

/** What every `FileSystem` promises of names and directories; run against each of them. */
export function fileSystemContract(openHarness: () => Promise<FileSystemHarness>): void {
  let harness: FileSystemHarness;
  let files: FileSystem;

  beforeEach(async () => {
    harness = await openHarness();
    files = harness.files;
    await files.makeDirectory('dir');
    await write(files, 'dir/file', 'content');
  });

  describe('creating', () => {
    it('a created file holds what was written to it', async () => {
      expect(await read(files, 'dir/file')).toBe('content');
    });

    it('a file that is there is not created again, and keeps its content', async () => {
      await expect(files.create('dir/file')).rejects.toEqual(code('EEXIST'));
      expect(await read(files, 'dir/file')).toBe('content');
    });

    it.each([
      ['EEXIST', 'dir'],
      ['EEXIST', 'link'],
      ['ENOENT', 'absent/new'],
      ['ENOTDIR', 'dir/file/new'],
      ['ENOTDIR', 'dir/file/deeper/new'],
      ['ENOTDIR', 'linked/new'],
    ])('creating fails with %s at %s', async (expected, path) => {
      await harness.linkToFile('link');
      await harness.linkToDirectory('linked');
      await expect(files.create(path)).rejects.toEqual(code(expected));
    });
  });

  describe('reading metadata', () => {
    it.each([
      ['nothing', 'absent'],
      ['a directory', 'dir'],
      ['the root', ''],
      ['a link to a file', 'link'],
      ['a link to a directory', 'linked'],
      ['a file behind a link', 'linked/inside'],
      ['a file below a file', 'dir/file/inside'],
      ['a file below nothing', 'absent/inside'],
    ])('%s is no file to open', async (_what, path) => {
      await harness.linkToFile('link');
      await harness.linkToDirectory('linked');
      expect(await files.open(path)).toBeUndefined();
    });

    it('stat distinguishes files, directories and other entries', async () => {
      await harness.linkToFile('link');
      expect(await files.stat('dir/file')).toMatchObject({ kind: 'file', sizeBytes: 7 });
      expect(await files.stat('dir')).toMatchObject({ kind: 'directory' });
      expect(await files.stat('link')).toMatchObject({ kind: 'other' });
    });

    it.each(['absent', 'absent/inside', 'dir/file/inside', 'linked/inside'])(
      'stat of %s finds nothing',
      async (path) => {
        await harness.linkToDirectory('linked');
        expect(await files.stat(path)).toBeUndefined();
      },
    );

    it('stat and the open file agree', async () => {
      const file = (await files.open('dir/file')) as FileHandle;
      expect(await file.stat()).toEqual(await files.stat('dir/file'));
      await file.close();
    });

    it('two files have different inode numbers', async () => {
      await write(files, 'dir/other', 'content');
      const [one, other] = [await files.stat('dir/file'), await files.stat('dir/other')];
      expect(one?.inode).not.toBe(other?.inode);
    });

    it('a listing is sorted and has names of every kind', async () => {
      for (const name of ['b', 'a', 'B', 'é', '.hidden']) await write(files, `dir/${name}`, '');
      await harness.linkToFile('dir/link');
      expect(await files.list('dir')).toEqual(['.hidden', 'B', 'a', 'b', 'file', 'link', 'é']);
    });

    it.each(['absent', 'absent/deeper', 'dir/file', 'dir/file/deeper', 'linked', 'linked/deeper'])(
      '%s lists nothing',
      async (path) => {
        await harness.linkToDirectory('linked');
        expect(await files.list(path)).toEqual([]);
      },
    );

    it('there is some free space, and not more than the disk has', async () => {
      const { freeBytes, totalBytes, freeInodes, totalInodes } = await files.statfs();
      expect(freeBytes).toBeGreaterThan(0);
      expect(totalBytes).toBeGreaterThanOrEqual(freeBytes);
      expect(totalInodes).toBeGreaterThanOrEqual(freeInodes);
    });

    it('the root lists what is in it', async () => {
      expect(await files.list('')).toEqual(['dir']);
    });
  });

  describe('directories', () => {
    it('a directory is made once', async () => {
      expect(await files.makeDirectory('new')).toBe(true);
      expect(await files.makeDirectory('new')).toBe(false);
      expect(await files.makeDirectory('new/private', 'private')).toBe(true);
    });

    it('the root is there already', async () => {
      expect(await files.makeDirectory('')).toBe(false);
    });

    it.each([
      ['ENOTDIR', 'dir/file'],
      ['ENOTDIR', 'dir/file/new'],
      ['ENOTDIR', 'linked'],
      ['ENOTDIR', 'linked/new'],
      ['ENOENT', 'absent/new'],
    ])('making a directory fails with %s at %s', async (expected, path) => {
      await harness.linkToDirectory('linked');
      await expect(files.makeDirectory(path)).rejects.toEqual(code(expected));
    });

    it('an empty directory is removed, once', async () => {
      await files.makeDirectory('dir/empty');
      expect(await files.removeDirectory('dir/empty')).toBe(true);
      expect(await files.removeDirectory('dir/empty')).toBe(false);
      expect(await files.list('dir')).toEqual(['file']);
    });

    it.each(['dir', 'dir/file', 'linked', 'linked/inside', 'absent', 'absent/deeper'])(
      '%s is no empty directory to remove',
      async (path) => {
        await harness.linkToDirectory('linked');
        expect(await files.removeDirectory(path)).toBe(false);
        expect(await files.list('')).toEqual(['dir', 'linked']);
        expect(await read(files, 'dir/file')).toBe('content');
      },
    );

    it.each(['', 'dir'])('"%s" can be synced', async (path) => {
      await expect(files.syncDirectory(path)).resolves.toBeUndefined();
    });

    it.each([
      ['ENOENT', 'absent'],
      ['ENOTDIR', 'dir/file'],
      ['ENOTDIR', 'linked'],
      ['ENOTDIR', 'linked/deeper'],
    ])('a sync fails with %s at %s', async (expected, path) => {
      await harness.linkToDirectory('linked');
      await expect(files.syncDirectory(path)).rejects.toEqual(code(expected));
    });
  });

  describe('a name that is too long for the disk', () => {
    const long = 'x'.repeat(256);

    it.each([long, `${long}/below`, `dir/${long}`])('is absent (%#)', async (path) => {
      expect(await files.open(path)).toBeUndefined();
      expect(await files.append(path)).toBeUndefined();
      expect(await files.stat(path)).toBeUndefined();
      expect(await files.list(path)).toEqual([]);
      expect(await files.remove(path)).toBe(false);
      expect(await files.removeDirectory(path)).toBe(false);
      await expect(files.syncDirectory(path)).rejects.toEqual(code('ENOENT'));
    });

    it('is refused where an entry is made', async () => {
      await expect(files.create(long)).rejects.toEqual(code('ENAMETOOLONG'));
      await expect(files.makeDirectory(long)).rejects.toEqual(code('ENAMETOOLONG'));
      await expect(files.rename('dir/file', long)).rejects.toEqual(code('ENAMETOOLONG'));
      expect(await read(files, 'dir/file')).toBe('content');
    });
  });
}
