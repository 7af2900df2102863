import { expect, it } from 'vitest';
import { readSmallFile } from '../../../../lib/disk/read-small-file.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';

it.each([
  ['whole', 100, 'naïve\n'],
  ['whole, without a limit', Infinity, 'naïve\n'],
  ['up to the limit', 2, 'na'],
])('a file is read %s', async (_what, maxBytes, text) => {
  const disk = createMemoryDisk();
  disk.write('file', 'naïve\n');
  expect(await readSmallFile(disk.mount(), 'file', maxBytes)).toBe(text);
  expect(disk.openFileCount).toBe(0);
});

it('a file that does not exist has no text', async () => {
  expect(await readSmallFile(createMemoryDisk().mount(), 'file', 100)).toBeUndefined();
});

it('a file that can not be read is closed', async () => {
  const disk = createMemoryDisk();
  disk.write('file', 'text');
  disk.intercept = ({ operation, path }) => {
    if (operation === 'read') throw systemError('EIO', path);
  };
  await expect(readSmallFile(disk.mount(), 'file', 100)).rejects.toMatchObject({ code: 'EIO' });
  expect(disk.openFileCount).toBe(0);
});
