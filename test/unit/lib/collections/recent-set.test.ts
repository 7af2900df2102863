import { expect, it } from 'vitest';
import { createRecentSet } from '../../../../lib/collections/recent-set.ts';

it('a set of recent values keeps the last ones', () => {
  const set = createRecentSet<string>(2);
  expect(['a', 'b', 'a', 'c', 'b', 'a'].map(set.add)).toEqual([
    true,
    true,
    false,
    true,
    false,
    true,
  ]);
});
