import { expect, it } from 'vitest';
import { isStorageTop } from '../../../../lib/maintenance/is-storage-top.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';

it('knows the top of a storage by its id', async () => {
  const disk = createMemoryDisk();
  for (const path of ['.cockatiel/id', 'a/b/.cockatiel/id']) disk.write(path, 'id');
  const files = disk.mount();
  expect(await isStorageTop(files, '')).toBe(true);
  expect(await isStorageTop(files, 'a/b')).toBe(true);
  expect(await isStorageTop(files, 'a')).toBe(false);
});

it('is not deceived by what a client can store', async () => {
  const disk = createMemoryDisk();
  for (const name of ['a/.cockatiel/id', 'b/.cockatiel/id/c']) disk.write(nameOf(name, ''), '');
  const files = disk.mount();
  for (const directory of ['', 'a', 'b']) expect(await isStorageTop(files, directory)).toBe(false);
});

it('takes a directory that is private to a node for its own', async () => {
  const disk = createMemoryDisk();
  const files = disk.mount();
  let code = 'EACCES';
  disk.intercept = ({ path }) => {
    throw systemError(code, path);
  };
  expect(await isStorageTop(files, 'a')).toBe(true);
  code = 'EIO';
  await expect(isStorageTop(files, 'a')).rejects.toMatchObject({ code });
  disk.intercept = () => {
    throw new Error('a defect');
  };
  await expect(isStorageTop(files, 'a')).rejects.toThrow('a defect');
});
