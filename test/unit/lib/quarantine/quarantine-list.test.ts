import { expect, it } from 'vitest';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf, openTestStorage } from '../../../support/disk/open-test-storage.ts';

const name = nameOf('a/b/file.txt', 'content');

it('a quarantine that a start could not list is listed later, once for all who ask', async () => {
  const disk = createMemoryDisk();
  disk.write(`.cockatiel/damaged/${name}`, 'rotten');
  disk.intercept = ({ operation, path }) => {
    if (operation === 'entries') throw systemError('EIO', path);
  };
  const { quarantined } = await openTestStorage({ files: disk.mount() }, { ms: 60_000 });
  await expect(quarantined.ensureListed()).rejects.toMatchObject({ code: 'EIO' });
  expect(quarantined.has(name)).toBe(false);
  let lists = 0;
  disk.intercept = ({ operation, path }) => {
    if (operation === 'entries' && path === '.cockatiel/damaged') lists += 1;
  };
  await Promise.all([quarantined.ensureListed(), quarantined.ensureListed()]);
  await quarantined.ensureListed();
  expect(quarantined.names(5)).toEqual([name]);
  expect(lists).toBe(1);
});
