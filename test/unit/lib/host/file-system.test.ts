import { expect, it } from 'vitest';
import { isSameVersion } from '../../../../lib/host/file-system.ts';

const version = { inode: 7, sizeBytes: 3, modifiedMs: 1000 };

it.each([
  ['a file with the same inode, size and time is the same version', version, true],
  ['a file with another inode is another version', { ...version, inode: 8 }, false],
  ['a file with another size is another version', { ...version, sizeBytes: 4 }, false],
  ['a file with another time is another version', { ...version, modifiedMs: 1001 }, false],
  ['an absent file is no version', undefined, false],
])('%s', (_what, other, isSame) => {
  expect(isSameVersion(version, other)).toBe(isSame);
});
