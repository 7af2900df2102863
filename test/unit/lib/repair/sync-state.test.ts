import { expect, it } from 'vitest';
import { createSyncState, type SyncState } from '../../../../lib/repair/sync-state.ts';

/** The state after comparisons in each of which these buckets differ, and two may. */
function after(...comparisons: readonly (readonly number[])[]): SyncState {
  const state = createSyncState();
  for (const stored of comparisons) state.note({ stored, tombstones: [] }, 2);
  return state;
}

it.each([
  ['nothing differs', [[]], true],
  ['something differs once', [[1]], undefined],
  ['something differs twice', [[1], [1]], undefined],
  [
    'a bucket differs three times',
    [
      [1, 2],
      [2, 3],
      [2, 4],
    ],
    false,
  ],
  [
    'another bucket differs each time',
    [
      [1, 2],
      [3, 4],
    ],
    true,
  ],
  ['each bucket was equal once', [[1, 2], [1], [2]], true],
  ['a bucket that differed is equal', [[1], [1], [1], []], true],
  ['nothing differed, and now a bucket does', [[], [1], [1]], true],
  ['nothing differed, and a bucket did three times', [[], [1], [1], [1]], false],
  ['nothing differed, and now more does than is on its way', [[], [1, 2, 3]], undefined],
  ['more differed than is on its way, and less of it does now', [[], [1, 2, 3], [1]], undefined],
  ['more differed than is on its way, and none of it does now', [[], [1, 2, 3], [4]], true],
] as const)('when %s', (_, comparisons, inSync) => {
  expect(after(...comparisons).inSync).toBe(inSync);
});

it('a bucket of files is none of deletions', () => {
  const state = createSyncState();
  state.note({ stored: [1], tombstones: [] }, 2);
  state.note({ stored: [], tombstones: [1] }, 2);
  expect(state.inSync).toBe(true);
  for (let count = 0; count < 3; count += 1) state.note({ stored: [], tombstones: [1] }, 2);
  expect([state.inSync, state.unequal]).toEqual([false, 3]);
});

it('what is missing for certain makes a difference at once', () => {
  const state = after([]);
  state.noteMissing();
  expect(state.inSync).toBe(false);
});

it('of another process nothing is known', () => {
  const state = after([1], [1], [1]);
  state.reset();
  expect([state.inSync, state.unequal]).toEqual([undefined, 0]);
  state.note({ stored: [2], tombstones: [] }, 2);
  expect(state.inSync).toBe(undefined);
});

it.each([
  ['equal, what the peer found to differ is doubtful', [[]], 3, true, undefined],
  ['equal, what is on its way is not', [[]], 2, false, true],
  ['different, nothing changes', [[1], [1], [1]], 3, false, false],
] as const)('where both nodes were found %s', (_, comparisons, count, isDoubtful, inSync) => {
  const state = after(...comparisons);
  expect([state.doubt(count, 2), state.inSync]).toEqual([isDoubtful, inSync]);
});
