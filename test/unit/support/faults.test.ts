import { expect, test } from 'vitest';
import { type Fault, injectFault } from '../../support/disk/faults.ts';
import { createMemoryDisk } from '../../support/disk/memory-disk.ts';
import { writeSmallFile } from '../../support/disk/small-files.ts';

/** The call that a fault strikes when it is to strike the `nth`. */
async function struck(fault: Fault, nth: number): Promise<string | undefined> {
  const storageDisk = createMemoryDisk();
  const queueDisk = createMemoryDisk();
  await writeSmallFile(storageDisk.mount(), 'file', 'content');
  const outcome = injectFault({ storageDisk, queueDisk }, fault, nth);
  const files = storageDisk.mount();
  await files
    .stat('file')
    .then(() => files.makeDirectory('directory'))
    .then(() => files.list(''))
    .then(() => files.remove('file'))
    .catch(() => undefined);
  return outcome.met?.operation;
}

test.each(['crash', 'kill', 'ENOSPC', 'full disks'] as const)(
  '%s strikes each call that changes something',
  async (fault) => {
    const all = await Promise.all([1, 2, 3].map((nth) => struck(fault, nth)));
    expect(all).toEqual(['makeDirectory', 'remove', undefined]);
  },
);

test.each(['EIO', 'one dead disk'] as const)('%s strikes each call', async (fault) => {
  const all = await Promise.all([1, 2, 3, 4, 5].map((nth) => struck(fault, nth)));
  expect(all).toEqual(['stat', 'makeDirectory', 'list', 'remove', undefined]);
});
