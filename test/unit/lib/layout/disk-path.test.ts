import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diskDirectory, diskPath, diskSegment } from '../../../../lib/layout/disk-path.ts';
import { isStampedSegment, type StoredName, stampName } from '../../../../lib/names/stored-name.ts';

const h = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';
const photo = `photo_13_${h}.jpg`;

function stored(path: string): StoredName {
  return stampName(path, 13, h)?.name as StoredName;
}

describe('on disk', () => {
  test.each([
    ['a', 'a'],
    [photo, `${photo}~.d`],
    [`.bashrc_13_${h}`, `.bashrc_13_${h}~.d`],
    [`${photo}~.d`, `${photo}~.d~.d`],
    [`${photo}~.d~.d`, `${photo}~.d~.d~.d`],
    [`__1_${h}`, `__1_${h}~.d`],
    [`${'d/'.repeat(40)}__1_${h}/e`, `${'d/'.repeat(40)}__1_${h}~.d/e`],
    [`a/${photo}/b/${photo}~.d`, `a/${photo}~.d/b/${photo}~.d~.d`],
  ])('the directory %s is %s', (directory, spelled) => {
    expect(diskDirectory(directory)).toBe(spelled);
    expect(diskPath(stored(`${directory}/x`))).toBe(`${spelled}/x_13_${h}`);
  });

  test.each([
    'x',
    'a/b/c/x',
    photo,
    `${'long '.repeat(40)}/x`,
    `photo_13_${h.toUpperCase()}.jpg/x`,
    `photo_13_${h}0.jpg/x`,
    `photo_13_${h}.jpg.d/x`,
    `photo_13_${h}~/x`,
    `_1_${h}/x`,
    `${'plain~.d/'.repeat(9)}x`,
  ])('%s is as it is', (path) => {
    expect(diskPath(stored(path))).toBe(stored(path));
  });
});

const stems = fc.constantFrom('a', '.a', 'photo', '_1', '~', '..', `b_2_${h}`, '~.d', 'a.b~');
const ends = fc.array(fc.constantFrom('~.d', '~', '.d', '.jpg', '.', `_3_${h}`, 'x'), {
  maxLength: 4,
});
const segments = fc
  .tuple(stems, fc.constantFrom('', `_13_${h}`, `_13_${h}.jpg`), ends)
  .map(([stem, stamp, end]) => stem + stamp + end.join(''));
const directories = fc.array(segments, { minLength: 1, maxLength: 3 }).map((all) => all.join('/'));

test('no two directories share a spelling', () => {
  fc.assert(
    fc.property(directories, directories, (one, other) => {
      expect(diskDirectory(one) === diskDirectory(other)).toBe(one === other);
    }),
    { numRuns: 2000 },
  );
});

test('no directory is spelled like a stored file', () => {
  fc.assert(
    fc.property(segments, (segment) => {
      expect(isStampedSegment(diskSegment(segment))).toBe(false);
    }),
    { numRuns: 2000 },
  );
});
