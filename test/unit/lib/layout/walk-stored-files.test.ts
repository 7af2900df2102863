import { expect, it } from 'vitest';
import { type FoundEntry, walkStoredFiles } from '../../../../lib/layout/walk-stored-files.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';

async function walk(
  disk: MemoryDisk,
  isStorage = async (_path: string): Promise<boolean> => false,
): Promise<FoundEntry[]> {
  const found: FoundEntry[] = [];
  for await (const entry of walkStoredFiles(disk.mount(), { isStorage })) found.push(entry);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

const photo = nameOf('photo.jpg', 'photo');
const thumb = nameOf('thumb.jpg', 'thumb');

it('says where each stored file lies, and what its name is', async () => {
  const disk = createMemoryDisk();
  for (const path of [photo, `a/${photo}`, `${photo}~.d/${thumb}`]) disk.write(path, '');
  expect(await walk(disk)).toEqual([
    { kind: 'stored', path: `a/${photo}`, name: `a/${photo}` },
    { kind: 'stored', path: photo, name: photo },
    { kind: 'stored', path: `${photo}~.d/${thumb}`, name: `${photo}/${thumb}` },
  ]);
});

it('passes over what the node keeps for itself, and finds all else', async () => {
  const disk = createMemoryDisk();
  disk.write(`.cockatiel/staging/${photo}`, '');
  const others = ['.cockatiel-x/a', `_private/${photo}`, 'a/notes.txt', 'lost+found/b'];
  for (const path of others) disk.write(path, '');
  disk.plant(`a/${nameOf('link', '')}`, 'link');
  disk.write(`a/.cockatiel/${photo}`, '');
  const stored = `a/.cockatiel/${photo}`;
  expect(await walk(disk)).toEqual(
    [
      ...[...others, `a/${nameOf('link', '')}`].map((path) => ({ kind: 'other', path })),
      { kind: 'stored', path: stored, name: stored },
    ].sort((a, b) => (a.path < b.path ? -1 : 1)),
  );
});

it('begins names again at the top of another storage', async () => {
  const disk = createMemoryDisk();
  for (const path of [`x/${photo}`, `x/y/${photo}`, `x/y/z/${thumb}`]) disk.write(path, '');
  disk.write(`x/y/.cockatiel/partial/${photo}`, '');
  expect(await walk(disk, async (path) => path === 'x/y')).toEqual([
    { kind: 'stored', path: `x/${photo}`, name: `x/${photo}` },
    { kind: 'stored', path: `x/y/${photo}`, name: photo },
    { kind: 'stored', path: `x/y/z/${thumb}`, name: `z/${thumb}` },
  ]);
});

it.each(['EACCES', 'EIO'])('goes on after a directory that fails with %s', async (code) => {
  const disk = createMemoryDisk();
  for (const directory of ['a', 'b/c', 'd']) disk.write(`${directory}/${photo}`, '');
  disk.intercept = ({ operation, path }) => {
    if (operation === 'entries' && path === 'b/c') throw systemError(code, path);
  };
  expect(await walk(disk)).toEqual([
    { kind: 'stored', path: `a/${photo}`, name: `a/${photo}` },
    { kind: 'unreadable', path: 'b/c', error: expect.objectContaining({ code }) },
    { kind: 'stored', path: `d/${photo}`, name: `d/${photo}` },
  ]);
  expect(disk.openFileCount).toBe(0);
});

it('takes a lost+found that only root may read for nothing stored', async () => {
  const disk = createMemoryDisk();
  for (const directory of ['lost+found', 'a/lost+found']) disk.write(`${directory}/x`, '');
  let code = 'EACCES';
  disk.intercept = ({ operation, path }) => {
    if (operation === 'entries' && path.endsWith('lost+found')) throw systemError(code, path);
  };
  const kinds = async (): Promise<unknown> =>
    (await walk(disk)).map(({ kind, path }) => `${kind} ${path}`);
  expect(await kinds()).toEqual(['unreadable a/lost+found', 'other lost+found']);
  code = 'EIO';
  expect(await kinds()).toEqual(['unreadable a/lost+found', 'unreadable lost+found']);
});

it('rejects with an error that is none of the system', async () => {
  const disk = createMemoryDisk();
  disk.intercept = () => {
    throw new Error('a defect');
  };
  await expect(walk(disk)).rejects.toThrow('a defect');
});
