import { expect, test } from 'vitest';
import { formatTextLine } from '../../../../../runtime/node/log/format-text-line.ts';

const now = new Date('2026-11-29T08:00:00.123Z');
const lineOf = (fields: Record<string, unknown>): string =>
  formatTextLine('warn', 'a peer is down', fields, now);

test.each([
  [{}, ''],
  [{ peer: 'http://a:8080/b%20c' }, ' peer=http://a:8080/b%20c'],
  [
    { count: 3, known: false, missing: undefined, nothing: null },
    ' count=3 known=false nothing=null',
  ],
  [{ path: 'a b', empty: '' }, ' path="a b" empty=""'],
  [{ path: 'a="b' }, ' path="a=\\"b"'],
  [{ peers: ['a', 'b'] }, ' peers=["a","b"]'],
  [{ sequence: 12n }, ' sequence=12'],
])('the fields %o become %j', (fields, text) => {
  expect(lineOf(fields)).toBe(`2026-11-29T08:00:00.123Z warn  a peer is down${text}\n`);
});

test.each([
  ['\n', '"\\n"'],
  ['a\nb', '"a\\nb"'],
  ['\u001b[2J', '\\u{1b}[2J'],
  ['\u009b2J', '\\u{9b}2J'],
  ['\u202e', '\\u{202e}'],
  ['\u2028', '"\\u{2028}"'],
  ['\ud800', '\\u{d800}'],
])('%j in a field can not reach a terminal', (text, escaped) => {
  expect(lineOf({ text })).toContain(` text=${escaped}\n`);
});

test('a message is one line, whatever it contains', () => {
  const line = formatTextLine('error', 'a\nb\u001b[31m', {}, now);
  expect(line).toBe('2026-11-29T08:00:00.123Z error a\\u{a}b\\u{1b}[31m\n');
});

test('the stack of an error follows its line, without its message', () => {
  const error = new TypeError('not\nthis');
  const [first, ...frames] = lineOf({ error, name: 'a' }).split('\n').slice(0, -1);
  expect(first).toMatch(/ error="TypeError: not\\nthis" name=a$/u);
  expect(frames.length).toBeGreaterThan(0);
  for (const frame of frames) expect(frame).toMatch(/^ {4}at /u);
});

test('an error without a stack is one line', () => {
  const error = new Error('gone');
  delete error.stack;
  expect(lineOf({ error })).toMatch(/ error="Error: gone"\n$/u);
});
