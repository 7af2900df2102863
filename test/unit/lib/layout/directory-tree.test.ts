import { describe, expect, it } from 'vitest';
import { NoSpaceError } from '../../../../lib/errors/domain-errors.ts';
import type { FileSystem } from '../../../../lib/host/file-system.ts';
import { createDirectoryTree, type DirectoryTree } from '../../../../lib/layout/directory-tree.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';

function create(): { disk: MemoryDisk; tree: DirectoryTree } {
  const disk = createMemoryDisk();
  return { disk, tree: treeOn(disk.mount()) };
}

function treeOn(
  files: FileSystem,
  reserveEntry = async (): Promise<void> => undefined,
): DirectoryTree {
  return createDirectoryTree({ files, sync: files.syncDirectory, freeSpace: { reserveEntry } });
}

describe('a directory', () => {
  it('that was ensured is durable with its parents', async () => {
    const { disk, tree } = create();
    await tree.ensure('a/b/c');
    disk.crash();
    expect(disk.directories()).toEqual(['a', 'a/b', 'a/b/c']);
  });

  it('that was there already is made durable, too', async () => {
    const disk = createMemoryDisk();
    const files = disk.mount();
    await files.makeDirectory('a');
    await treeOn(files).ensure('a');
    disk.crash();
    expect(disk.directories()).toEqual(['a']);
  });

  it('that could not be made durable for one is made so for the next in it', async () => {
    const { disk, tree } = create();
    disk.intercept = ({ operation, path }) => {
      if (operation !== 'syncDirectory') return;
      disk.intercept = () => undefined;
      throw systemError('EIO', path);
    };
    const entering = await Promise.allSettled([tree.ensure('a'), tree.ensure('a')]);
    expect(entering.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    disk.crash();
    expect(disk.directories()).toEqual(['a']);
  });

  it('at the root needs nothing', async () => {
    const { disk, tree } = create();
    await tree.ensure('');
    tree.release('');
    await tree.prune('');
    expect(disk.directories()).toEqual([]);
  });

  it('stays until the last one has released it', async () => {
    const { disk, tree } = create();
    await tree.ensure('a/b');
    tree.retain('a');
    await tree.ensure('a/b');
    tree.release('a/b');
    await tree.prune('a/b');
    expect(disk.directories()).toEqual(['a', 'a/b']);
    tree.release('a/b');
    await tree.prune('a/b');
    expect(disk.directories()).toEqual(['a']);
    tree.release('a');
    await tree.prune('a');
    expect(disk.directories()).toEqual([]);
  });

  it('that is ensured while it is removed is there afterwards', async () => {
    const { disk, tree } = create();
    await tree.ensure('a/b');
    tree.release('a/b');
    const pruning = tree.prune('a/b');
    await tree.ensure('a/b');
    await pruning;
    expect(disk.directories()).toEqual(['a', 'a/b']);
  });

  it('that holds something stays, and so do its parents', async () => {
    const { disk, tree } = create();
    disk.write('a/b/file', 'content');
    await tree.prune('a/b');
    expect(disk.directories()).toEqual(['a', 'a/b']);
  });

  it('that is gone already does not keep its parents', async () => {
    const { disk, tree } = create();
    await tree.ensure('a/b');
    tree.release('a/b');
    disk.wipe('a/b');
    await tree.prune('a/b');
    expect(disk.directories()).toEqual([]);
  });

  it('that could not be ensured is not retained', async () => {
    const { disk, tree } = create();
    disk.intercept = ({ operation, path }) => {
      if (operation === 'makeDirectory' && path === 'a/b') throw systemError('EIO', path);
    };
    await expect(tree.ensure('a/b')).rejects.toMatchObject({ code: 'EIO' });
    expect(disk.directories()).toEqual([]);
  });

  it('is made again when it vanishes, for as many as can be remembered and more', async () => {
    const { disk, tree } = create();
    for (let outer = 0; outer < 101; outer += 1) {
      for (let inner = 0; inner < 100; inner += 1) await tree.ensure(`${outer}/${inner}`);
    }
    disk.wipe('');
    await tree.ensure('100/99/new');
    await tree.ensure('0/0/new');
    expect(disk.directories()).toEqual(['0', '0/0', '0/0/new', '100', '100/99', '100/99/new']);
  });

  it('is forgotten alone when there are more than can be remembered', async () => {
    const { disk, tree } = create();
    for (let count = 0; count < 9999; count += 1) await tree.ensure(`${count}`);
    await tree.ensure('0');
    for (const path of ['more', 'and more']) await tree.ensure(path);
    const made: string[] = [];
    disk.intercept = ({ operation, path }) => {
      if (operation === 'makeDirectory' && path !== '') made.push(path);
    };
    for (const path of ['0', '9998', 'more', 'and more', '1']) await tree.ensure(path);
    expect(made).toEqual(['1']);
  });

  it('that is made takes free space, and one that is there takes none', async () => {
    const disk = createMemoryDisk();
    let entries = 0;
    const tree = treeOn(disk.mount(), async () => {
      entries += 1;
    });
    disk.write('a/file', 'content');
    await tree.ensure('a/b/c');
    expect(entries).toBe(2);
  });

  it('that does not fit on the disk is not left behind', async () => {
    const disk = createMemoryDisk();
    let left = 2;
    const tree = treeOn(disk.mount(), async () => {
      if (left === 0) throw new NoSpaceError('');
      left -= 1;
    });
    await expect(tree.ensure('a/b/c')).rejects.toThrow(NoSpaceError);
    expect(disk.directories()).toEqual([]);
  });
});
