import { describe, expect, test } from 'vitest';
import { fileNameOf } from '../../../../lib/names/file-name-of.ts';
import { stampName } from '../../../../lib/names/stored-name.ts';

describe('the name of a file', () => {
  test.each([
    ['a.txt', 'a.txt'],
    ['dir/a.txt', 'a.txt'],
    ['C:\\dir/x\\a.txt', 'a.txt'],
    ['  a b  ', 'a b'],
    ['a\r\n\0b', 'ab'],
    ['a\u{D800}b', 'a\u{FFFD}b'],
    ['猫🐈.jpg', '猫🐈.jpg'],
    ['.bashrc', '.bashrc'],
    ['', undefined],
    ['dir/', undefined],
    ['..', undefined],
    ['.', undefined],
    [' \t ', undefined],
  ])('%j is %j', (text, name) => {
    expect(fileNameOf(text)).toBe(name);
  });

  test.each([
    ['x'.repeat(300), /^x{198}$/u],
    [`${'x'.repeat(300)}.jpg`, /^x{194}\.jpg$/u],
    [`${'猫'.repeat(300)}.jpg`, /^猫{64}\.jpg$/u],
    [`${'🐈'.repeat(300)}.jpg`, /^🐈{48}\.jpg$/u],
    [`x${'🐈'.repeat(300)}`, /^x🐈{49}$/u],
    [`a.${'x'.repeat(300)}`, /^a\.x{196}$/u],
  ])('is cut so that it can be stamped: %#', (text, pattern) => {
    const name = fileNameOf(text) ?? '';
    expect(name).toMatch(pattern);
    expect(stampName(name, 999_999_999_999_999, 'a'.repeat(40))).toBeDefined();
  });
});
