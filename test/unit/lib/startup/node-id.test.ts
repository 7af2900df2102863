import { describe, expect, it } from 'vitest';
import { isNodeId } from '../../../../lib/access/node-id.ts';
import { readNodeId } from '../../../../lib/startup/node-id.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';

describe('the id of a node', () => {
  it('is made once, and kept after restarts and power cuts', async () => {
    const disk = createMemoryDisk();
    expect(await readNodeId(disk.mount(), () => '0123456789abcdef')).toBe('0123456789abcdef');
    disk.crash();
    expect(await readNodeId(disk.mount(), () => 'ffffffffffffffff')).toBe('0123456789abcdef');
    expect(disk.openFileCount).toBe(0);
  });

  it.each([[''], ['nonsense'], ['0123456789ABCDEF'], ['0123456789abcde\n'], ['x'.repeat(1000)]])(
    'is made again where %j is in its place',
    async (junk) => {
      const disk = createMemoryDisk();
      disk.write('node-id', junk);
      expect(await readNodeId(disk.mount(), () => 'ffffffffffffffff')).toBe('ffffffffffffffff');
      expect(await readNodeId(disk.mount(), () => '0000000000000000')).toBe('ffffffffffffffff');
    },
  );

  it('is for one process on a full disk, and none on a disk that fails', async () => {
    const disk = createMemoryDisk();
    disk.capacityBytes = 0;
    expect(await readNodeId(disk.mount(), () => 'ffffffffffffffff')).toBe('ffffffffffffffff');
    disk.intercept = ({ operation, path }) => {
      if (operation === 'create') throw systemError('EIO', path);
    };
    await expect(readNodeId(disk.mount(), () => 'ffffffffffffffff')).rejects.toMatchObject({
      code: 'EIO',
    });
  });

  it.each([
    ['0123456789abcdef', true],
    ['0123456789abcdef0', false],
    ['0123456789abcdeg', false],
    ['', false],
  ])('%j: %s', (text, expected) => {
    expect(isNodeId(text)).toBe(expected);
  });
});
