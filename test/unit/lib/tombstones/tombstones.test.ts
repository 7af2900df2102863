import { expect, it } from 'vitest';
import { createTombstoneSet } from '../../../../lib/tombstones/tombstones.ts';
import { namesOf } from '../../../support/disk/open-test-journal.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';

it.each(['file', 'café', '写真', 'long name with €'])(
  'a name (%s) that is added is in the set, once however often it is added',
  async (path) => {
    const tombstones = createTombstoneSet();
    const name = nameOf(path, 'content');
    expect(await tombstones.has(name)).toBe(false);
    tombstones.add(name);
    tombstones.add(name);
    expect(await tombstones.has(name)).toBe(true);
    expect(await namesOf(tombstones)).toEqual([name]);
  },
);
