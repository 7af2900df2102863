import { expect, it } from 'vitest';
import type { FileSystem } from '../../lib/host/file-system.ts';
import { createMemoryDisk } from '../support/disk/memory-disk.ts';
import { namesOf, openTestJournal } from '../support/disk/open-test-journal.ts';
import { nameOf } from '../support/disk/open-test-storage.ts';

/** Records the longest read from any file. */
function watchReads(files: FileSystem): { files: FileSystem; longest(): number } {
  let longest = 0;
  const watched: FileSystem = {
    ...files,
    async open(path) {
      const file = await files.open(path);
      if (file === undefined) return undefined;
      return {
        ...file,
        read(position, length) {
          longest = Math.max(longest, length);
          return file.read(position, length);
        },
      };
    },
  };
  return { files: watched, longest: () => longest };
}

it('a segment of any size is rewritten chunk by chunk', async () => {
  const disk = createMemoryDisk();
  const { journal } = await openTestJournal(disk.mount(), { segmentBytes: Infinity });
  const names = Array.from({ length: 9000 }, (_, index) =>
    nameOf(`${'long/'.repeat(40)}${index}`, 'content'),
  );
  await Promise.all(names.map((name) => journal.append({ op: 'DELETE', name, seconds: 7 })));
  await journal.close();
  const path = disk.paths().find((found) => found.startsWith('journal/')) ?? '';
  const before = disk.read(path);
  expect(before?.length).toBeGreaterThan(2 * 1024 * 1024);
  const { files, longest } = watchReads(disk.mount());
  const reopened = await openTestJournal(files);
  expect(Buffer.compare(disk.read(path) ?? new Uint8Array(), before ?? new Uint8Array())).toBe(0);
  expect(longest()).toBeLessThanOrEqual(1024 * 1024);
  expect(await namesOf(reopened.tombstones)).toEqual(names);
});
