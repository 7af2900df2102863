import { expect, it } from 'vitest';
import { createDeletionSet } from '../../lib/deletion-set.ts';
import { nameOf } from '../support/open-test-storage.ts';

it('a name is in the set from when it is added, once however often it is', () => {
  const deletions = createDeletionSet();
  const name = nameOf('file', 'content');
  expect(deletions.has(name)).toBe(false);
  deletions.add(name);
  deletions.add(name);
  expect(deletions.has(name)).toBe(true);
  expect([...deletions.names()]).toEqual([name]);
});
