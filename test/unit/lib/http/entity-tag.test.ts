import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatEntityTag,
  matchesExactly,
  matchesStrongly,
  matchesWeakly,
  parseEntityTags,
} from '../../../../lib/http/entity-tag.ts';

const strong = (value: string) => ({ weak: false, quoted: true, value });
const weak = (value: string) => ({ weak: true, quoted: true, value });
const bare = (value: string) => ({ weak: false, quoted: false, value });

test('a tag is strong and quoted', () => {
  expect(formatEntityTag('da39a3')).toBe('"da39a3"');
});

describe('a list of tags is read', () => {
  test.each([
    ['"a"', [strong('a')]],
    ['W/"a"', [weak('a')]],
    ['"a", W/"b","c"', [strong('a'), weak('b'), strong('c')]],
    ['  "a"\t,\t"b"  ', [strong('a'), strong('b')]],
    [',, "a" ,, ,"b",,', [strong('a'), strong('b')]],
    ['""', [strong('')]],
    ['W/""', [weak('')]],
    ['"a,b"', [strong('a,b')]],
    ['"a\\"', [strong('a\\')]],
    ['"é"', [strong('é')]],
    ['a', [bare('a')]],
    ['a, "b", c', [bare('a'), strong('b'), bare('c')]],
    ['w/"a"', []],
    ['W/a', [bare('W/a')]],
    ['"*"', [strong('*')]],
    ['*, "a"', [bare('*'), strong('a')]],
    ['', []],
    [' ', []],
    [',', []],
    ['"', []],
    ['"a', []],
    ['a"', []],
    ['"a" "b"', []],
    ['"a""b"', []],
    ['"a b"', []],
    ['a b', []],
    ['W/ "a"', []],
    ['"a", "b" c, "d"', [strong('a')]],
    ['"\u007f"', []],
    ['"\u0100"', []],
  ])('%s', (header, tags) => {
    expect(parseEntityTags(header)).toEqual(tags);
  });

  test.each([['*'], [' * ']])('%s is any tag', (header) => {
    expect(parseEntityTags(header)).toBe('*');
  });
});

describe('comparison', () => {
  test.each([
    ['"a"', true, true, true],
    ['W/"a"', true, false, false],
    ['a', true, true, false],
    ['*', true, true, true],
    ['"x", "a"', true, true, true],
    ['"x", a', true, true, false],
    ['"x", W/"a"', true, false, false],
    ['"A"', false, false, false],
    ['"x"', false, false, false],
    ['', false, false, false],
    ['"a', false, false, false],
  ])(
    '%s matches "a" weakly: %s, strongly: %s, exactly: %s',
    (header, weakly, strongly, exactly) => {
      expect(matchesWeakly(header, 'a')).toBe(weakly);
      expect(matchesStrongly(header, 'a')).toBe(strongly);
      expect(matchesExactly(header, 'a')).toBe(exactly);
    },
  );
});

describe('the tag of a copy that a proxy has compressed matches weakly only', () => {
  test.each([
    ['"a-gzip"', true],
    ['"a--gzip"', true],
    ['"a;gzip"', true],
    ['"a-br"', true],
    ['"a;br"', true],
    ['"a-df"', true],
    ['"a-deflate"', true],
    ['"a-zstd"', true],
    ['W/"a-gzip"', true],
    ['W/"a;br"', true],
    ['a-gzip', true],
    ['"x", "a-gzip"', true],
    ['"a-1"', false],
    ['"agzip"', false],
    ['"a---gzip"', false],
    ['"a;;br"', false],
    ['"a-GZIP"', false],
    ['"a-gzip "', false],
    ['"a-gzip-br"', false],
    ['"a-gzipped"', false],
    ['"x-gzip"', false],
    ['"-gzip"', false],
    ['"a-"', false],
    ['"a;"', false],
  ])('%s: %s', (header, matches) => {
    expect(matchesWeakly(header, 'a')).toBe(matches);
    expect(matchesStrongly(header, 'a')).toBe(false);
    expect(matchesExactly(header, 'a')).toBe(false);
  });
});

const space = fc.stringMatching(/^[ \t]{0,3}$/u);
const separator = fc
  .array(fc.tuple(space, space), { minLength: 1, maxLength: 3 })
  .map((elements) => elements.map(([before, after]) => `${before},${after}`).join(''));
const tag = fc.record({
  quoted: fc.constant(true),
  weak: fc.boolean(),
  value: fc.stringMatching(/^[\x21\x23-\x7e\x80-\u00ff]{0,8}$/u),
});

test('a list reads back whatever stands between its tags', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(tag, separator), { minLength: 1 }), space, (elements, lead) => {
      const tags = elements.map(([element]) => element);
      const header = elements
        .map(([{ weak: isWeak, value }, after]) => `${isWeak ? 'W/' : ''}"${value}"${after}`)
        .join('');
      expect(parseEntityTags(lead + header)).toEqual(tags);
      for (const { value } of tags) expect(matchesWeakly(header, value)).toBe(true);
    }),
  );
});

describe('a header of 100,000 characters takes no more steps than it has characters', () => {
  test.each([
    [',', 0],
    [', ', 0],
    [' ', 0],
    [',  ,', 0],
    ['"', 0],
    ['W/', 0],
    ['a ', 0],
    ['"a",', 25_000],
    ['a,', 50_000],
  ])('of %j', (piece, count) => {
    const header = `${piece.repeat(100_000 / piece.length)} x y`;
    expect(parseEntityTags(header)).toHaveLength(count);
  });
});

test('no header makes the reader throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (header) => {
      expect(() => parseEntityTags(header)).not.toThrow();
    }),
  );
});
