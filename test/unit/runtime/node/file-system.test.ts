import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeFileSystem } from '../../../../runtime/node/file-system.ts';
import { directoryEntriesContract } from '../../../contract/directory-entries-contract.ts';
import { fileContentContract } from '../../../contract/file-content-contract.ts';
import { fileSystemContract } from '../../../contract/file-system-contract.ts';
import { fileTimesContract } from '../../../contract/file-times-contract.ts';
import { createNodeHarnesses } from '../../../support/disk/disk-harnesses.ts';
import { bytesOf, readSmallFile } from '../../../support/disk/small-files.ts';

let base: string;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'cockatiel-node-file-system-'));
});

afterAll(() => rm(base, { recursive: true, force: true }));

async function makeRoot(): Promise<string> {
  return await mkdtemp(join(base, 'root-'));
}

const directories = createNodeHarnesses();

afterAll(directories.removeAll);

describe('a directory of the machine keeps the contract of a file system', () => {
  fileSystemContract(directories.open);
  fileContentContract(directories.open);
  directoryEntriesContract(directories.open);

  fileTimesContract(directories.open);
});

describe('a directory of the machine', () => {
  it('lists no name that is no UTF-8, but one with the character that stands for it', async () => {
    const root = await makeRoot();
    await writeFile(Buffer.from(`${root}/caf\xe9`, 'latin1'), '');
    await writeFile(join(root, 'a\uFFFDb'), '');
    const names: string[] = [];
    for await (const { name } of createNodeFileSystem({ root, fsync: true }).entries('')) {
      names.push(name);
    }
    expect(names).toEqual(['a\uFFFDb']);
  });

  it('may itself be a symbolic link', async () => {
    const link = join(base, 'link-to-root');
    await symlink(await makeRoot(), link);
    const files = createNodeFileSystem({ root: link, fsync: true });
    expect(await files.makeDirectory('')).toBe(false);
    await files.makeDirectory('a');
    await (await files.create('a/file')).close();
    await files.syncDirectory('');
    await files.syncDirectory('a');
    expect(await files.list('')).toEqual(['a']);
    expect(await files.stat('a/file')).toMatchObject({ kind: 'file' });
  });

  it.each([true, false])('is made with all its parents, fsync %s', async (fsync) => {
    const root = join(await makeRoot(), 'one/two/three');
    const files = createNodeFileSystem({ root, fsync });
    expect(await files.makeDirectory('')).toBe(true);
    expect(await files.makeDirectory('')).toBe(false);
    expect((await stat(root)).isDirectory()).toBe(true);
  });

  it.each(['file', 'file/below'])('can not be made at %s, where a file is', async (path) => {
    const parent = await makeRoot();
    await writeFile(join(parent, 'file'), '');
    const files = createNodeFileSystem({ root: join(parent, path), fsync: true });
    await expect(files.makeDirectory('')).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it('works the same without syncs', async () => {
    const files = createNodeFileSystem({ root: await makeRoot(), fsync: false });
    const file = await files.create('file');
    await file.write(bytesOf('content'));
    await file.sync();
    await file.close();
    await files.syncDirectory('');
    expect(await readSmallFile(files, 'file')).toBe('content');
  });

  it('tells how long each sync of a file or a directory took', async () => {
    const seconds: number[] = [];
    const noteSync = (each: number): void => void seconds.push(each);
    const files = createNodeFileSystem({ root: await makeRoot(), fsync: true, noteSync });
    const file = await files.create('file');
    await file.sync();
    await file.close();
    await files.syncDirectory('');
    expect(seconds).toEqual([expect.any(Number), expect.any(Number)]);
  });

  it('is made again after it was removed', async () => {
    const root = await makeRoot();
    const files = createNodeFileSystem({ root, fsync: true });
    await files.makeDirectory('a');
    await files.stat('a/file');
    await rm(root, { recursive: true });
    expect(await files.list('a')).toEqual([]);
    expect(await files.open('a/file')).toBeUndefined();
    expect(await files.makeDirectory('')).toBe(true);
    expect(await files.makeDirectory('a')).toBe(true);
    await (await files.create('a/file')).close();
    expect(await files.list('a')).toEqual(['file']);
  });

  it('lets nobody else into a private directory', async () => {
    const root = await makeRoot();
    const files = createNodeFileSystem({ root, fsync: true });
    await files.makeDirectory('private', 'private');
    expect((await stat(join(root, 'private'))).mode & 0o777).toBe(0o700);
  });

  it('that is private lets nobody else into what is made in it, whatever the umask', async () => {
    const root = join(await makeRoot(), 'parent/root');
    const umask = process.umask(0);
    try {
      const files = createNodeFileSystem({ root, fsync: true, isPrivate: true });
      await files.makeDirectory('');
      await files.makeDirectory('directory');
      await (await files.create('directory/file')).close();
    } finally {
      process.umask(umask);
    }
    const modes = ['..', '.', 'directory', 'directory/file'].map(async (path) => {
      return (await stat(join(root, path))).mode & 0o777;
    });
    expect(await Promise.all(modes)).toEqual([0o777, 0o700, 0o700, 0o600]);
  });

  it('treats a FIFO as no file, and never waits for its writer', async () => {
    const root = await makeRoot();
    execFileSync('mkfifo', [join(root, 'fifo')]);
    const files = createNodeFileSystem({ root, fsync: true });
    expect(await files.open('fifo')).toBeUndefined();
    expect(await files.stat('fifo')).toMatchObject({ kind: 'other' });
    await expect(files.makeDirectory('fifo')).rejects.toMatchObject({ code: 'ENOTDIR' });
    await expect(files.create('fifo')).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it('leaves no file open where there was none to open', async () => {
    const root = await makeRoot();
    await mkdir(join(root, 'dir'));
    execFileSync('mkfifo', [join(root, 'fifo')]);
    const files = createNodeFileSystem({ root, fsync: true });
    await files.open('dir');
    await files.open('fifo');
    const links = await Promise.all(
      (await readdir('/proc/self/fd')).map((fd) =>
        stat(`/proc/self/fd/${fd}`).catch(() => undefined),
      ),
    );
    const inodes = [await stat(join(root, 'dir')), await stat(join(root, 'fifo'))].map(
      (s) => s.ino,
    );
    expect(links.filter((link) => link !== undefined && inodes.includes(link.ino))).toEqual([]);
  });

  it('does not follow a link out of a name, however deep', async () => {
    const root = await makeRoot();
    const outside = await mkdtemp(join(base, 'outside-'));
    await mkdir(join(outside, 'a/b'), { recursive: true });
    await writeFile(join(outside, 'a/b/secret'), 'secret');
    await symlink(outside, join(root, 'out'));
    const files = createNodeFileSystem({ root, fsync: true });
    expect(await files.open('out/a/b/secret')).toBeUndefined();
    expect(await files.stat('out/a/b/secret')).toBeUndefined();
    expect(await files.list('out/a/b')).toEqual([]);
    expect(await files.remove('out/a/b/secret')).toBe(false);
    expect(await files.removeDirectory('out/a/b')).toBe(false);
    expect(await readdir(join(outside, 'a/b'))).toEqual(['secret']);
  });
});
