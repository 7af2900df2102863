import { expect, it, onTestFinished, vi } from 'vitest';
import { listStoredNames } from '../../../../lib/layout/list-stored-names.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { silentLog } from '../../../support/node/silent-log.ts';

async function listed(disk: MemoryDisk): Promise<string[]> {
  const names: string[] = [];
  for await (const name of listStoredNames(disk.mount(), silentLog)) names.push(name);
  return names.sort();
}

const photo = nameOf('photo.jpg', 'photo');

it('lists every stored file by its name, wherever an older version put it', async () => {
  const disk = createMemoryDisk();
  const names = [photo, nameOf('a/b/c', 'c'), nameOf('ü/ü.txt', 'ü')];
  for (const name of names) disk.write(name, 'content');
  const [thumb, old] = [nameOf('thumb.jpg', 'thumb'), nameOf('old.jpg', 'old')];
  disk.write(`${photo}~.d/${thumb}`, 'thumb');
  disk.write(`${nameOf('dir', 'dir')}/${old}`, 'old');
  disk.write(`plain~.d/${old}`, 'old');
  const nested = [`${photo}/${thumb}`, `${nameOf('dir', 'dir')}/${old}`, `plain~.d/${old}`];
  expect(await listed(disk)).toEqual([...names, ...nested].sort());
});

it('leaves out what is no stored file', async () => {
  const disk = createMemoryDisk();
  disk.write('notes.txt', 'no stamp');
  disk.write(`.cockatiel/staging/${photo}`, 'the own files of the node');
  disk.write(`.cockatiel-other/${photo}`, 'reserved');
  disk.write(`_private/${photo}`, 'reserved');
  disk.plant(nameOf('link', 'link'), 'link');
  disk.plant(nameOf('fifo', 'fifo'), 'other');
  disk.write(`${'x'.repeat(250)}_13_${'0'.repeat(40)}`, 'a name that is too long');
  expect(await listed(disk)).toEqual([]);
});

it('goes on after a directory that it may not read, and says so', async () => {
  const disk = createMemoryDisk();
  for (const directory of ['a', 'b', 'c']) disk.write(`${directory}/${photo}`, 'content');
  disk.intercept = ({ operation, path }) => {
    if (operation === 'entries' && path === 'b') throw systemError('EACCES', path);
  };
  const warn = vi.spyOn(silentLog, 'warn');
  onTestFinished(() => warn.mockRestore());
  expect(await listed(disk)).toEqual([`a/${photo}`, `c/${photo}`]);
  const message = 'a directory can not be read';
  expect(warn.mock.calls).toEqual([[message, expect.objectContaining({ directory: 'b' })]]);
});

it.each(['EIO', 'EMFILE'])('stops at a directory that fails with %s', async (code) => {
  const disk = createMemoryDisk();
  for (const directory of ['a', 'b/c', 'd']) disk.write(`${directory}/${photo}`, 'content');
  disk.intercept = ({ operation, path }) => {
    if (operation === 'entries' && path === 'b/c') throw systemError(code, path);
  };
  await expect(listed(disk)).rejects.toMatchObject({ code });
  expect(disk.openFileCount).toBe(0);
});

it('stops at an error that is none of the system', async () => {
  const disk = createMemoryDisk();
  disk.intercept = () => {
    throw new Error('a defect');
  };
  await expect(listed(disk)).rejects.toThrow('a defect');
});

it('may be left before its end', async () => {
  const disk = createMemoryDisk();
  for (const name of ['a/b/c', 'd']) disk.write(nameOf(name, 'content'), 'content');
  for await (const name of listStoredNames(disk.mount(), silentLog)) {
    expect(name).not.toBe('');
    break;
  }
  expect(disk.openFileCount).toBe(0);
});
