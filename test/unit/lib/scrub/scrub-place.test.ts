import { expect, it } from 'vitest';
import {
  addCounts,
  firstPlace,
  formatPlace,
  parsePlace,
  positionEnd,
} from '../../../../lib/scrub/scrub-place.ts';

const counts = { files: 1, bytes: 2, corrupt: 3, failed: 4, adopted: 5, removed: 6 };
const place = { position: 7, dueMs: 10, startedMs: 8, finishedMs: 9, counts };

it('a place is read as it was written', () => {
  expect(parsePlace(formatPlace(place))).toEqual(place);
  expect(parsePlace(formatPlace(firstPlace(1, 0)))).toEqual(firstPlace(1, 0));
  const end = { ...place, position: positionEnd };
  expect(parsePlace(formatPlace(end))).toEqual(end);
});

it.each([
  ['', 'nothing'],
  ['null', 'null'],
  ['[1]', 'a list'],
  ['{"position":', 'torn'],
  [formatPlace({ ...place, position: -1 }), 'before the first file'],
  [formatPlace({ ...place, position: positionEnd + 1 }), 'behind the end'],
  [formatPlace(place).replace('"files":1', '"files":"1"'), 'a text for a number'],
  [formatPlace(place).replace('"removed":6', '"other":6'), 'incomplete'],
])('%j is no place: %s', (text) => {
  expect(parsePlace(text)).toBe(undefined);
});

it('counts are added', () => {
  expect(addCounts(counts, {})).toEqual(counts);
  expect(addCounts(counts, { files: 1, bytes: 10 })).toEqual({ ...counts, files: 2, bytes: 12 });
  expect(addCounts(counts, { corrupt: 1, failed: 1, adopted: 1, removed: 1 })).toEqual({
    ...counts,
    corrupt: 4,
    failed: 5,
    adopted: 6,
    removed: 7,
  });
});
