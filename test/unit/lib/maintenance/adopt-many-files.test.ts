import { expect, it } from 'vitest';
import { adoptFiles } from '../../../../lib/maintenance/adopt-files.ts';
import { createTombstoneSet } from '../../../../lib/tombstones/tombstones.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

/** How many files may wait for their time; a storage on a disk lets more of them wait. */
const maxWaiting = 1500;

it('every file gets its time, however many there are and however slow the disk sets times', async () => {
  const source = createMemoryDisk();
  for (let count = 0; count < 5000; count += 1) source.write(nameOf(`${count}`, ''), '');
  let waiting = 0;
  let withoutTime = 0;
  const staged = {
    sha1: sha1Of(''),
    sizeBytes: 0,
    prepare: async () => undefined,
    async commit() {
      if (waiting === maxWaiting) withoutTime += 1;
      else waiting += 1;
    },
    dispose: async () => undefined,
  };
  await adoptFiles({
    source: source.mount(),
    storage: {
      stateOf: async () => 'absent',
      adopt: async () => undefined,
      stage: async () => staged,
      async finished() {
        waiting = 0;
      },
    },
    tombstones: createTombstoneSet(),
    onFinding: () => undefined,
    onRead: () => undefined,
    signal: new AbortController().signal,
  });
  expect({ waiting, withoutTime }).toEqual({ waiting: 0, withoutTime: 0 });
});
