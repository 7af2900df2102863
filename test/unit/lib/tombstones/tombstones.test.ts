import { expect, it } from 'vitest';
import { createTombstoneSet } from '../../../../lib/tombstones/tombstones.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';

it.each(['file', 'café', '写真', 'long name with €'])(
  'a name (%s) that is added is in the set, once however often it is added',
  (path) => {
    const tombstones = createTombstoneSet();
    const name = nameOf(path, 'content');
    expect(tombstones.has(name)).toBe(false);
    tombstones.add(name);
    tombstones.add(name);
    expect(tombstones.has(name)).toBe(true);
    expect([...tombstones.names()]).toEqual([name]);
  },
);

it('names whose compact forms look alike are different names', () => {
  const tombstones = createTombstoneSet();
  tombstones.add(nameOf('name with Ġ', 'content'));
  expect(tombstones.has(nameOf('name with Ä\u00a0', 'content'))).toBe(false);
  expect(tombstones.has(nameOf('name with ġ', 'content'))).toBe(false);
  expect(tombstones.has(nameOf('name with Ġ', 'content'))).toBe(true);
});
