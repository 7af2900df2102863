import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAttachment, parseFileName } from '../../../../lib/http/content-disposition.ts';

describe('a plain name stands alone', () => {
  test.each([
    ['cat.jpg'],
    ['a'],
    ['.bashrc'],
    ['two  words; and=more, (1).tar.gz'],
    ["it's~!#$&*+-^`{|}<>?:.txt"],
  ])('%s', (name) => {
    expect(formatAttachment(name)).toBe(`attachment; filename="${name}"`);
  });
});

describe('any other name is there in ASCII and in full', () => {
  test.each([
    ['é.jpg', '_.jpg', '%C3%A9.jpg'],
    ['e\u0301.jpg', 'e_.jpg', 'e%CC%81.jpg'],
    ['Отчёт 2026.pdf', '_____ 2026.pdf', '%D0%9E%D1%82%D1%87%D1%91%D1%82%202026.pdf'],
    ['猫🐈', '__', '%E7%8C%AB%F0%9F%90%88'],
    ['a"b.txt', 'a_b.txt', 'a%22b.txt'],
    ['a\\b.txt', 'a_b.txt', 'a%5Cb.txt'],
    ['100%41.txt', '100_41.txt', '100%2541.txt'],
    ['a\r\nb\u0000\u007f.txt', 'a__b__.txt', 'a%0D%0Ab%00%7F.txt'],
    ["é'()*!.txt", "_'()*!.txt", '%C3%A9%27%28%29%2A!.txt'],
  ])('%j', (name, fallback, encoded) => {
    expect(formatAttachment(name)).toBe(
      `attachment; filename="${fallback}"; filename*=UTF-8''${encoded}`,
    );
  });
});

describe('no invisible character changes how a name looks', () => {
  test.each([
    ['right-to-left override', '\u202e'],
    ['left-to-right override', '\u202d'],
    ['embedding', '\u202a'],
    ['pop of a direction', '\u202c'],
    ['isolate', '\u2067'],
    ['mark', '\u200f'],
    ['Arabic letter mark', '\u061c'],
    ['zero-width space', '\u200b'],
    ['byte-order mark', '\ufeff'],
    ['soft hyphen', '\u00ad'],
    ['word joiner', '\u2060'],
    ['tag', '\u{e0041}'],
    ['line separator', '\u2028'],
  ])('%s', (_what, hidden) => {
    expect(formatAttachment(`photo${hidden}gpj.exe`)).toMatch(
      /; filename\*=UTF-8''photo_gpj\.exe$/u,
    );
  });

  test.each(['می\u200cخواهم.txt', '👩\u200d🚀.png'])('but %s keeps its joiner', (name) => {
    const [, encoded = ''] = formatAttachment(name).split("''");
    expect(decodeURIComponent(encoded)).toBe(name);
  });
});

/** The grammar of RFC 6266 §4.1, as far as it is used here. */
const grammar =
  /^attachment; filename="([ !#-[\]-~]*)"(?:; filename\*=UTF-8''((?:%[\dA-F]{2}|[\w!#$&+.^`|~-])+))?$/u;

const hidden = /[\p{Cf}\p{Zl}\p{Zp}]/u;
const seen = (name: string): string =>
  Array.from(name, (one) => (hidden.test(one) && !/[\u200c\u200d]/u.test(one) ? '_' : one)).join(
    '',
  );

test('whatever the name, it is well-formed, and its visible part reads back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
      const [, fallback = '', encoded] = grammar.exec(formatAttachment(name)) ?? [];
      expect(encoded === undefined ? fallback : decodeURIComponent(encoded)).toBe(seen(name));
    }),
  );
});

describe('the name that a header gives', () => {
  test.each([
    ['attachment; filename="a b.txt"', 'a b.txt'],
    ['attachment; filename=a.txt', 'a.txt'],
    ['attachment;FileName = "a\\"b\\\\c"', 'a"b\\c'],
    ['inline; name="x"; filename="dir/a"', 'dir/a'],
    ["attachment; filename=a; filename*=UTF-8''%E7%8C%AB", '猫'],
    ["attachment; filename*=utf-8'en'a%20b; filename=c", 'a b'],
    ["attachment; filename*=UTF-8''%FF; filename=a", 'a'],
    ["attachment; filename*=UTF-8''%FF", undefined],
    ['attachment; filename=""', ''],
    ['attachment', undefined],
    ['', undefined],
  ])('%s is %j', (header, name) => {
    expect(parseFileName(header)).toBe(name);
  });
});
