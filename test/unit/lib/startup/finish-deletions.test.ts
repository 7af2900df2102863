import { expect, it } from 'vitest';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import { finishDeletions } from '../../../../lib/startup/finish-deletions.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf, openTestStorage, storeFile } from '../../../support/disk/open-test-storage.ts';
import { silentLog } from '../../../support/node/silent-log.ts';

const paths = ['a', 'dir/b', 'dir/c', 'd', 'dir/e'];

/** Stores the files, and removes them as a start does, two names at a time. */
async function removeAll(refuse = (_path: string): boolean => false) {
  const disk = createMemoryDisk();
  const storage = await openTestStorage({ files: disk.mount() });
  for (const path of paths) await storeFile(storage, path, path);
  disk.intercept = ({ operation, path }) => {
    if (operation === 'remove' && refuse(path)) throw systemError('EIO', path);
  };
  const recorded: StoredName[] = [];
  const journal = {
    async append({ name }: { readonly name: StoredName }) {
      recorded.push(name);
      return { publish: () => undefined };
    },
    checkSpace: async () => undefined,
    askSpace: async () => undefined,
    checkBallast: async () => undefined,
    hasRecorded: () => false,
    forgetRecorded: () => undefined,
  };
  const clock = { nowMs: () => 0 };
  const names = [...paths, ...paths].map((path) => nameOf(path, path));
  await finishDeletions({ storage, journal, clock, log: silentLog, portionSize: 2 }, names);
  return { left: disk.paths(), recorded };
}

it('more names than fit one batch are all removed', async () => {
  expect(await removeAll()).toEqual({ left: [], recorded: [] });
});

it("a file that can't be removed is recorded again once, however many records its deletion has", async () => {
  const stays = nameOf('dir/c', 'dir/c');
  const { left, recorded } = await removeAll((path) => path === stays);
  expect(left).toEqual([stays]);
  expect(recorded).toEqual([stays]);
});
