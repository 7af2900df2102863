import { describe, expect, test } from 'vitest';
import {
  dependsOnFile,
  forbidsDeletion,
  forbidsUpload,
} from '../../../../lib/http/write-preconditions.ts';

const sha1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';
const seconds = 784_111_777;
const same = `"${sha1}"`;
const other = '"other"';
const before = 'Sun, 06 Nov 1994 08:49:36 GMT';
const now = 'Sun, 06 Nov 1994 08:49:37 GMT';
const after = 'Sun, 06 Nov 1994 08:49:38 GMT';

describe('an upload is forbidden by a condition that fails for what is stored', () => {
  test.each([
    ['if-match', same, false, true],
    ['if-match', other, true, true],
    ['if-match', '*', false, true],
    ['if-match', sha1, true, true],
    ['if-match', '', true, true],
    ['if-none-match', same, true, false],
    ['if-none-match', other, false, false],
    ['if-none-match', '*', true, false],
    ['if-unmodified-since', before, true, false],
    ['if-unmodified-since', now, false, false],
    ['if-modified-since', after, false, false],
    ['if-range', other, false, false],
  ])('%s: %s, of a file: %s, of none: %s', (name, value, ofFile, ofNone) => {
    const headers = new Headers({ [name]: value });
    expect(forbidsUpload(headers, { sha1, seconds })).toBe(ofFile);
    expect(forbidsUpload(headers, undefined)).toBe(ofNone);
  });
});

describe('a deletion is forbidden by a condition that fails', () => {
  test.each([
    ['if-match', same, false, true],
    ['if-match', other, true, true],
    ['if-match', '*', false, true],
    ['if-match', sha1, true, true],
    ['if-match', '', true, true],
    ['if-none-match', same, true, false],
    ['if-none-match', sha1, true, false],
    ['if-none-match', other, false, false],
    ['if-none-match', '*', true, false],
    ['if-unmodified-since', before, true, true],
    ['if-unmodified-since', now, false, false],
    ['if-modified-since', after, false, false],
  ])('%s: %s, of a file: %s, of one that is not here: %s', (name, value, here, missing) => {
    const headers = new Headers({ [name]: value });
    expect(forbidsDeletion(headers, { sha1, seconds }, true)).toBe(here);
    expect(forbidsDeletion(headers, { sha1, seconds }, false)).toBe(missing);
  });
});

describe('whether a condition depends on a file', () => {
  test.each([
    ['if-match', true],
    ['if-none-match', true],
    ['if-unmodified-since', true],
    ['if-modified-since', false],
    ['if-range', false],
  ])('%s: %s', (name, expected) => {
    expect(dependsOnFile(new Headers({ [name]: now }))).toBe(expected);
    expect(dependsOnFile(new Headers())).toBe(false);
  });
});
