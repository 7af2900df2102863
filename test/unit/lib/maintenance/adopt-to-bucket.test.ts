import { expect, it } from 'vitest';
import { adoptFiles } from '../../../../lib/maintenance/adopt-files.ts';
import { createTombstoneSet } from '../../../../lib/tombstones/tombstones.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { adoptedNames } from '../../../support/node/set-up-adoption.ts';
import { createMemoryObjectStore } from '../../../support/objects/memory-object-store.ts';
import { openTestObjects } from '../../../support/objects/open-test-objects.ts';

it('a file whose name is deleted in a bucket is left out, whatever the tombstones know', async () => {
  const { a, b } = adoptedNames;
  const source = createMemoryDisk();
  for (const [name, content] of [
    [a, 'a'],
    [b, 'b'],
  ] as const) {
    source.write(name, content);
  }
  const store = createMemoryObjectStore();
  const { storage } = await openTestObjects(store);
  await store.markDeleted(a);
  const found: string[] = [];
  await adoptFiles({
    source: source.mount(),
    storage,
    tombstones: createTombstoneSet(),
    onFinding: ({ kind, path }) => void found.push(`${kind} ${path}`),
    onRead: () => undefined,
    signal: new AbortController().signal,
  });
  expect(found.toSorted()).toEqual([`adopted ${b}`, `deleted ${a}`]);
});
