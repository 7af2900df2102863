import { expect, it } from 'vitest';
import { verifyFiles } from '../../../../lib/maintenance/verify-files.ts';
import { createSha1 } from '../../../../runtime/node/hash.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';

/** Verifies all files of a disk, and returns what was found, sorted, and how much was read. */
async function verify(disk: MemoryDisk) {
  const found: string[] = [];
  let bytes = 0;
  await verifyFiles({
    files: disk.mount(),
    createSha1,
    onFinding({ kind, path, error }) {
      found.push([kind, path, ...(error instanceof Error ? [error.message] : [])].join(' '));
    },
    onRead(read) {
      bytes += read;
    },
  });
  return { found: found.sort(), bytes };
}

function diskWith(...contents: readonly string[]): MemoryDisk {
  const disk = createMemoryDisk();
  for (const content of contents) disk.write(nameOf(`${content}.txt`, content), content);
  return disk;
}

const a = nameOf('a.txt', 'a');
const b = nameOf('b.txt', 'b');
const c = nameOf('c.txt', 'c');

it('finds every intact file, and reads all of it', async () => {
  const disk = diskWith('a', 'b');
  const large = 'x'.repeat(300_000);
  const largeName = nameOf('dir/large', large);
  disk.write(largeName, large);
  disk.write(nameOf('empty', ''), '');
  const found = [a, b, largeName, nameOf('empty', '')].map((path) => `intact ${path}`);
  expect(await verify(disk)).toEqual({ found: found.sort(), bytes: 300_002 });
});

it('finds a file of which a bit was flipped, wherever it is in the file', async () => {
  const content = 'x'.repeat(300_000);
  const name = nameOf('large', content);
  for (const index of [0, 150_000, 299_999]) {
    const disk = diskWith('a');
    disk.write(name, content);
    disk.flip(name, index);
    expect((await verify(disk)).found).toEqual([`corrupt ${name}`, `intact ${a}`]);
  }
});

it('finds a file that was cut, and one that is empty', async () => {
  const disk = diskWith('a', 'b', 'c');
  disk.truncate(a, 0);
  disk.write(b, 'b and more');
  expect((await verify(disk)).found).toEqual([`corrupt ${a}`, `corrupt ${b}`, `intact ${c}`]);
});

it('finds by its path a file that an old version spelled differently', async () => {
  const disk = createMemoryDisk();
  disk.write(`${a}~.d/${b}`, 'b');
  disk.write(`${c}/${b}`, 'not b');
  expect((await verify(disk)).found).toEqual([`corrupt ${c}/${b}`, `intact ${a}~.d/${b}`]);
});

it('counts what is no stored file, and leaves out what the node keeps for itself', async () => {
  const disk = diskWith('a');
  disk.write('notes.txt', 'notes');
  disk.write('.cockatiel/staging/1', 'half a body');
  disk.plant('socket', 'other');
  expect((await verify(disk)).found).toEqual([`intact ${a}`, 'other notes.txt', 'other socket']);
});

it.each(['open', 'read'] as const)('goes on after a file that fails to %s', async (failing) => {
  const disk = diskWith('a', 'b', 'c');
  disk.intercept = ({ operation, path }) => {
    if (operation === failing && path === b) throw systemError('EIO', path);
  };
  const { found } = await verify(disk);
  expect(found).toEqual([
    `intact ${a}`,
    `intact ${c}`,
    expect.stringMatching(new RegExp(`^unreadable ${b} .*EIO`, 'u')),
  ]);
  expect(disk.openFileCount).toBe(0);
});

it('goes on after a directory that can not be read', async () => {
  const disk = diskWith('a');
  disk.write(`private/${b}`, 'b');
  disk.intercept = ({ operation, path }) => {
    if (operation === 'entries' && path === 'private') throw systemError('EACCES', path);
  };
  const { found } = await verify(disk);
  expect(found).toEqual([`intact ${a}`, expect.stringMatching(/^unreadable private .*EACCES/u)]);
});

it('leaves out a file that is removed before it is read', async () => {
  const disk = diskWith('a', 'b');
  disk.intercept = ({ operation, path }) => {
    if (operation === 'open' && path === a) disk.wipe(a);
  };
  expect((await verify(disk)).found).toEqual([`intact ${b}`]);
});

it('does not take a disk that was unmounted meanwhile for one without more files', async () => {
  for (const unmount of [
    (disk: MemoryDisk) => disk.wipe(''),
    (disk: MemoryDisk) => disk.device++,
  ]) {
    const disk = diskWith('a', 'b');
    disk.intercept = ({ operation, path }) => {
      if (operation === 'open' && path === b) unmount(disk);
    };
    await expect(verify(disk)).rejects.toMatchObject({ name: 'DirectoryVanishedError' });
  }
});

it('rejects with a defect of the program', async () => {
  const disk = diskWith('a');
  disk.intercept = ({ operation }) => {
    if (operation === 'open') throw new Error('a defect');
  };
  await expect(verify(disk)).rejects.toThrow('a defect');
});
