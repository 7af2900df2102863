import { expect, test } from 'vitest';
import { matchLocation } from '../../../../lib/names/match-location.ts';

test.each([
  [undefined, 'a/b c', 'none'],
  ['/a/b%20c', 'a/b c', 'exact'],
  ['/a/b c', 'a/b c', 'exact'],
  ['/%61/b%20c', 'a/b c', 'exact'],
  ['/a%2Fb%20c', 'a/b c', 'exact'],
  ['/100%', '100%', 'exact'],
  ['/100%25', '100%', 'exact'],
  ['/%41', '%41', 'exact'],
  ['/é', 'é', 'exact'],
  ['/files/a/b%20c', 'a/b c', 'within'],
  ['https://host/media/a/b%20c', 'a/b c', 'within'],
  ['https://host/a/b%20c', 'a/b c', 'within'],
  ['//a/b c', 'a/b c', 'within'],
  ['a/b c', 'a/b c', 'other'],
  ['/xa/b c', 'a/b c', 'other'],
  ['/a/b c?', 'a/b c', 'other'],
  ['/a/b c/', 'a/b c', 'other'],
  ['', 'a/b c', 'other'],
  ['/login', 'a/b c', 'other'],
  ['%', 'a/b c', 'other'],
] as const)('the Location %j of the name %j is %s', (location, name, expected) => {
  expect(matchLocation(location, name)).toBe(expected);
});
