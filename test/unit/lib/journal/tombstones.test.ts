import { expect, it } from 'vitest';
import { createTombstoneSet } from '../../../../lib/journal/tombstones.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';

it.each(['file', 'café', '写真', 'long name with €'])(
  'a name (%s) is in the set from when it is added, once however often it is',
  (path) => {
    const deletions = createTombstoneSet();
    const name = nameOf(path, 'content');
    expect(deletions.has(name)).toBe(false);
    deletions.add(name);
    deletions.add(name);
    expect(deletions.has(name)).toBe(true);
    expect([...deletions.names()]).toEqual([name]);
  },
);

it('a name is not taken for another one whose UTF-8 reads like it', () => {
  const deletions = createTombstoneSet();
  deletions.add(nameOf('name with Ġ', 'content'));
  expect(deletions.has(nameOf('name with Ä\u00a0', 'content'))).toBe(false);
  expect(deletions.has(nameOf('name with ġ', 'content'))).toBe(false);
  expect(deletions.has(nameOf('name with Ġ', 'content'))).toBe(true);
});
