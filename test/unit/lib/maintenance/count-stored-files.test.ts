import { expect, it } from 'vitest';
import { countStoredFiles } from '../../../../lib/maintenance/count-stored-files.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';

it('counts stored files in all directories, and nothing else', async () => {
  const disk = createMemoryDisk();
  for (const name of ['a', 'b/c', 'b/d/e']) disk.write(nameOf(name, name), name);
  disk.write('b/notes.txt', 'notes');
  disk.write(`.cockatiel/${nameOf('staged', 'staged')}`, 'staged');
  const interrupt = new AbortController();
  expect(await countStoredFiles(disk.mount(), interrupt.signal)).toBe(3);
  disk.intercept = ({ path }) => {
    if (path === 'b/d') interrupt.abort();
  };
  expect(await countStoredFiles(disk.mount(), interrupt.signal)).toBe(2);
});
