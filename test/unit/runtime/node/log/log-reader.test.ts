import { closeSync, fstatSync, openSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import type { FormatLine } from '../../../../../runtime/node/log/format-line.ts';
import {
  findLogReader,
  showsColours,
  withColours,
  withPriorities,
} from '../../../../../runtime/node/log/log-reader.ts';

function openNull(): number {
  const fd = openSync('/dev/null', 'w');
  onTestFinished(() => closeSync(fd));
  return fd;
}

test('the journal is known by its device and inode', () => {
  const fd = openNull();
  const { dev, ino } = fstatSync(fd);
  expect(findLogReader(fd, { JOURNAL_STREAM: `${dev}:${ino}` })).toBe('journal');
});

test.each([[{}], [{ JOURNAL_STREAM: '1:2' }], [{ JOURNAL_STREAM: '' }]])(
  'anything else is another reader (%o)',
  (env) => {
    expect(findLogReader(openNull(), env)).toBe('other');
  },
);

test('a descriptor that is closed has another reader', () => {
  expect(findLogReader(1_000_000, { JOURNAL_STREAM: '1:2' })).toBe('other');
});

test.each([
  ['error', '<3>a\n<3>    at b\n'],
  ['warn', '<4>a\n<4>    at b\n'],
  ['info', '<6>a\n<6>    at b\n'],
  ['debug', '<7>a\n<7>    at b\n'],
] as const)('each line of %s has its priority', (level, lines) => {
  expect(withPriorities(() => 'a\n    at b\n')(level, 'a', {})).toBe(lines);
});

test.each(['\u2028', '\u2029', '\r'])('%j in a line begins no other', (separator) => {
  const formatLine: FormatLine = (_level, message) => `${message}\n`;
  const line = withPriorities(formatLine)('warn', `a${separator}b`, {});
  expect(line).toBe(`<4>a${separator}b\n`);
});

test('the level is coloured, and nothing else', () => {
  const formatLine: FormatLine = (level, message) => `time ${level} ${message}\n`;
  const line = withColours(formatLine)('warn', 'I warn', {});
  expect(line).toBe('time \u001b[33mwarn\u001b[0m I warn\n');
});

test.each([
  [{}, true],
  [{ TERM: 'xterm' }, true],
  [{ TERM: 'dumb' }, false],
  [{ NO_COLOR: '1' }, false],
  [{ NO_COLOR: '' }, true],
])('with %o colours are shown: %s', (env, shows) => {
  expect(showsColours(env)).toBe(shows);
});
