import { expect, it } from 'vitest';
import { replaceFile } from '../../../../lib/disk/replace-file.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { textOf } from '../../../support/disk/small-files.ts';

it('a text that was written survives a power cut', async () => {
  const disk = createMemoryDisk();
  disk.write('file', 'old');
  await replaceFile(disk.mount(), 'file', 'naïve\n');
  disk.crash();
  expect(textOf(disk.read('file') as Uint8Array)).toBe('naïve\n');
  expect([disk.paths(), disk.openFileCount]).toEqual([['file'], 0]);
});

it.each(['create', 'write', 'sync', 'rename'] as const)(
  'a %s that fails leaves the old text',
  async (kind) => {
    const disk = createMemoryDisk();
    disk.write('file', 'old');
    disk.intercept = ({ operation, path }) => {
      if (operation === kind) throw systemError('EIO', path);
    };
    const written = replaceFile(disk.mount(), 'file', 'new');
    await expect(written).rejects.toMatchObject({ code: 'EIO' });
    expect(textOf(disk.read('file') as Uint8Array)).toBe('old');
    expect([disk.paths(), disk.openFileCount]).toEqual([['file'], 0]);
  },
);
