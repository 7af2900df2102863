import { beforeEach, describe, expect, it } from 'vitest';
import type { FileHandle, FileSystem } from '../../lib/host/file-system.ts';
import {
  bytesOf,
  readSmallFile as read,
  textOf,
  writeSmallFile as write,
} from '../support/disk/small-files.ts';
import type { FileSystemHarness } from './file-system-contract.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });

/** What every `FileSystem` promises of files and their content; run against each of them. */
export function fileContentContract(openHarness: () => Promise<FileSystemHarness>): void {
  let harness: FileSystemHarness;
  let files: FileSystem;

  beforeEach(async () => {
    harness = await openHarness();
    files = harness.files;
    await files.makeDirectory('dir');
    await write(files, 'dir/file', 'content');
  });

  describe('appending to a file', () => {
    it('what is written is appended to the content, and can be read', async () => {
      const file = (await files.append('dir/file')) as FileHandle;
      expect((await file.stat()).sizeBytes).toBe(7);
      await file.write(bytesOf(', and'));
      await file.write(bytesOf(' more'));
      await file.sync();
      expect(textOf(await file.read(5, 6))).toBe('nt, an');
      expect((await file.stat()).sizeBytes).toBe(17);
      await file.close();
      expect(await read(files, 'dir/file')).toBe('content, and more');
    });

    it('what is read is in the buffer that was given', async () => {
      const file = (await files.append('dir/file')) as FileHandle;
      const buffer = new Uint8Array(5);
      const [first, last] = [await file.read(0, 3, buffer), textOf(await file.read(4, 5, buffer))];
      expect([first.buffer === buffer.buffer, textOf(first), last]).toEqual([true, 'ent', 'ent']);
      await file.close();
    });

    it.each(['absent', 'dir', 'link', 'linked/inside', 'dir/file/below'])(
      'there is nothing to append to at %s',
      async (path) => {
        await harness.linkToFile('link');
        await harness.linkToDirectory('linked');
        expect(await files.append(path)).toBeUndefined();
      },
    );
  });

  describe('moving and removing', () => {
    it('a moved file keeps its content and its inode', async () => {
      const before = await files.stat('dir/file');
      await files.rename('dir/file', 'moved');
      expect(await read(files, 'moved')).toBe('content');
      expect((await files.stat('moved'))?.inode).toBe(before?.inode);
      expect(await files.list('dir')).toEqual([]);
    });

    it('a moved file replaces another one, or a link', async () => {
      await write(files, 'new', 'new content');
      await write(files, 'newer', 'newer content');
      await harness.linkToFile('link');
      await files.rename('new', 'dir/file');
      await files.rename('newer', 'link');
      expect(await read(files, 'dir/file')).toBe('new content');
      expect(await read(files, 'link')).toBe('newer content');
    });

    it.each([
      ['ENOENT', 'absent', 'new'],
      ['ENOENT', 'dir/file', 'absent/new'],
      ['EISDIR', 'dir/file', 'dir2'],
      ['ENOTDIR', 'dir/file', 'other/new'],
      ['ENOTDIR', 'dir/file', 'linked/new'],
      ['ENOTDIR', 'linked/inside', 'new'],
      ['ENOTEMPTY', 'dir2', 'dir'],
      ['ENOTDIR', 'dir2', 'other'],
    ])('moving fails with %s from %s to %s', async (expected, from, to) => {
      await files.makeDirectory('dir2');
      await write(files, 'other', '');
      await harness.linkToDirectory('linked');
      await expect(files.rename(from, to)).rejects.toEqual(code(expected));
      expect(await read(files, 'dir/file')).toBe('content');
    });

    it('a directory is moved with all that is in it, and replaces an empty one', async () => {
      await files.makeDirectory('empty');
      await files.rename('dir', 'moved');
      await files.rename('moved', 'empty');
      expect(await files.list('')).toEqual(['empty']);
      expect(await read(files, 'empty/file')).toBe('content');
    });

    it('a file is removed, once', async () => {
      expect(await files.remove('dir/file')).toBe(true);
      expect(await files.remove('dir/file')).toBe(false);
      expect(await files.list('dir')).toEqual([]);
    });

    it('a link is removed, and its target stays', async () => {
      await harness.linkToDirectory('linked');
      expect(await files.remove('linked')).toBe(true);
      expect(await files.list('')).toEqual(['dir']);
    });

    it.each(['dir', 'absent', 'absent/deeper', 'dir/file/deeper', 'linked/inside'])(
      '%s is nothing to remove',
      async (path) => {
        await harness.linkToDirectory('linked');
        expect(await files.remove(path)).toBe(false);
        expect(await files.list('')).toEqual(['dir', 'linked']);
      },
    );
  });

  describe('an open file', () => {
    it('reads the bytes requested, and fewer only at the end', async () => {
      const file = (await files.open('dir/file')) as FileHandle;
      expect(textOf(await file.read(0, 7))).toBe('content');
      expect(textOf(await file.read(3, 3))).toBe('ten');
      expect(textOf(await file.read(5, 10))).toBe('nt');
      expect(textOf(await file.read(7, 10))).toBe('');
      expect(textOf(await file.read(70, 10))).toBe('');
      await file.close();
    });

    it('appends what is written', async () => {
      const file = await files.create('new');
      await file.write(bytesOf('one '));
      await file.write(bytesOf(''));
      await file.write(bytesOf('two'));
      expect((await file.stat()).sizeBytes).toBe(7);
      expect(textOf(await file.read(0, 10))).toBe('one two');
      await file.close();
    });

    it('appends after the cut once it was truncated', async () => {
      const file = await files.create('new');
      await file.write(bytesOf('one two'));
      await file.truncate(4);
      await file.write(bytesOf('six'));
      await file.sync();
      await file.close();
      expect(await read(files, 'new')).toBe('one six');
    });

    it('keeps its content when the name is removed or gets another file', async () => {
      const file = (await files.open('dir/file')) as FileHandle;
      await files.remove('dir/file');
      await write(files, 'dir/file', 'another');
      expect(textOf(await file.read(0, 10))).toBe('content');
      await file.close();
    });

    it('can be synced when it was opened for reading', async () => {
      const file = (await files.open('dir/file')) as FileHandle;
      await expect(file.sync()).resolves.toBeUndefined();
      await file.close();
    });

    it('is not written when it was opened for reading', async () => {
      const file = (await files.open('dir/file')) as FileHandle;
      await expect(file.write(bytesOf('more'))).rejects.toThrow();
      await file.close();
    });

    it("may be closed twice, and can't be read after that", async () => {
      const file = (await files.open('dir/file')) as FileHandle;
      await Promise.all([file.close(), file.close()]);
      await file.close();
      await expect(file.read(0, 1)).rejects.toEqual(code('EBADF'));
    });

    it('has another modification time once it was written', async () => {
      const file = await files.create('new');
      const before = await file.stat();
      await file.write(bytesOf('x'));
      expect(await file.stat()).not.toEqual(before);
      await file.close();
    });
  });
}
