import { expect, it } from 'vitest';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { openTestJournal } from '../../../support/disk/open-test-journal.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';

it('a segment whose first record failed is created again, and counts once', async () => {
  const disk = createMemoryDisk();
  const options = { hasPeers: true, segmentBytes: 1 };
  const { journal } = await openTestJournal(disk.mount(), options);
  const append = async (word: string): Promise<void> =>
    (await journal.append({ op: 'PUT', name: nameOf(word, word), seconds: 7 })).publish();
  await append('one');
  disk.intercept = ({ operation, path }) => {
    if (operation !== 'write') return;
    disk.intercept = () => undefined;
    throw systemError('EIO', path);
  };
  await append('two');
  await journal.compact(2);
  disk.kill();
  const reopened = await openTestJournal(disk.mount(), options);
  expect(reopened.journal.openCursor('PUT', 2).remaining()).toBe(1);
});
