import { describe, expect, test } from 'vitest';
import { allowsRange, evaluatePreconditions } from '../../../../lib/http/preconditions.ts';

const sha1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';
const seconds = 784_111_777;
const now = 'Sun, 06 Nov 1994 08:49:37 GMT';
const before = 'Sun, 06 Nov 1994 08:49:36 GMT';
const after = 'Sun, 06 Nov 1994 08:49:38 GMT';
const [same, other, sameWeak] = [`"${sha1}"`, '"other"', `W/"${sha1}"`];

describe('one condition', () => {
  test.each([
    ['if-none-match', same, 304],
    ['if-none-match', sameWeak, 304],
    ['if-none-match', sha1, 304],
    ['if-none-match', '*', 304],
    ['if-none-match', `${other}, ${same}`, 304],
    ['if-none-match', `"${sha1}-gzip"`, 304],
    ['if-none-match', `W/"${sha1};br"`, 304],
    ['if-none-match', `${other}, "${sha1}-df"`, 304],
    ['if-none-match', `"${sha1}-other"`, 200],
    ['if-none-match', other, 200],
    ['if-none-match', 'garbage', 200],
    ['if-none-match', '', 200],
    ['if-match', same, 200],
    ['if-match', sha1, 200],
    ['if-match', '*', 200],
    ['if-match', `${other}, ${same}`, 200],
    ['if-match', sameWeak, 412],
    ['if-match', `"${sha1}-gzip"`, 412],
    ['if-match', other, 412],
    ['if-match', 'garbage', 412],
    ['if-match', '', 412],
    ['if-modified-since', before, 200],
    ['if-modified-since', now, 304],
    ['if-modified-since', after, 304],
    ['if-modified-since', 'Sunday, 06-Nov-94 08:49:37 GMT', 304],
    ['if-modified-since', 'Sun Nov  6 08:49:37 1994', 304],
    ['if-modified-since', 'garbage', 200],
    ['if-modified-since', '', 200],
    ['if-unmodified-since', before, 412],
    ['if-unmodified-since', now, 200],
    ['if-unmodified-since', after, 200],
    ['if-unmodified-since', 'garbage', 200],
    ['if-unmodified-since', '', 200],
  ] as const)('%s: %s → %d', (name, value, outcome) => {
    expect(evaluatePreconditions(new Headers({ [name]: value }), { sha1, seconds })).toBe(outcome);
  });
});

describe('several conditions are evaluated in the order of RFC 9110 §13.2.2', () => {
  test.each([
    [{ 'if-match': other, 'if-none-match': same }, 412],
    [{ 'if-match': same, 'if-none-match': same }, 304],
    [{ 'if-match': same, 'if-none-match': other }, 200],
    [{ 'if-match': same, 'if-unmodified-since': before }, 200],
    [{ 'if-match': other, 'if-unmodified-since': after }, 412],
    [{ 'if-unmodified-since': before, 'if-none-match': same }, 412],
    [{ 'if-unmodified-since': after, 'if-none-match': same }, 304],
    [{ 'if-none-match': other, 'if-modified-since': after }, 200],
    [{ 'if-none-match': same, 'if-modified-since': before }, 304],
    [{ 'if-match': same, 'if-modified-since': after }, 304],
    [{}, 200],
  ])('%j → %d', (headers, outcome) => {
    const sent = new Headers(Object.entries(headers));
    expect(evaluatePreconditions(sent, { sha1, seconds })).toBe(outcome);
  });
});

describe('If-Range lets a range be served only if the file is the same', () => {
  test.each([
    [same, true],
    [now, true],
    ['Sunday, 06-Nov-94 08:49:37 GMT', true],
    [before, false],
    [after, false],
    [other, false],
    [sameWeak, false],
    [sha1, false],
    [`"${sha1}-gzip"`, false],
    [`${other}, ${same}`, false],
    ['*', false],
    ['garbage', false],
    ['', false],
  ])('%s: %s', (value, allowed) => {
    const headers = new Headers({ 'if-range': value });
    expect(allowsRange(headers, { sha1, seconds })).toBe(allowed);
  });

  test('no If-Range is no condition', () => {
    expect(allowsRange(new Headers(), { sha1, seconds })).toBe(true);
  });
});
