import { expect, test } from 'vitest';
import { maxCharacters, maxLines, rememberLines } from '../../../../lib/monitor/recent-lines.ts';
import { collectLog, type LogLine } from '../../../support/node/collect-log.ts';

function setUp() {
  const written: LogLine[] = [];
  const clock = { nowMs: () => 7 };
  const format = (message: string, fields: object): string => message + JSON.stringify(fields);
  return { written, ...rememberLines(collectLog(written), clock, format) };
}

test('warnings and errors are remembered, and everything is written', () => {
  const { log, lines, written } = setUp();
  log.debug('a request', { status: 200 });
  log.warn('a peer is down', { peer: 'a' });
  log.error('a disk fails');
  expect(lines()).toEqual([
    { atMs: 7, level: 'warn', text: 'a peer is down{"peer":"a"}' },
    { atMs: 7, level: 'error', text: 'a disk fails{}' },
  ]);
  expect(written.map(({ level }) => level)).toEqual(['debug', 'warn', 'error']);
});

test('the last hundred are kept, none of them long (I6)', () => {
  const { log, lines } = setUp();
  for (let line = 0; line < 3 * maxLines; line += 1) log.warn(`${line} ${'x'.repeat(10_000)}`);
  expect(lines()).toHaveLength(100);
  expect(lines()[0]?.text.startsWith('200 ')).toBe(true);
  expect(lines().every(({ text }) => text.length === maxCharacters)).toBe(true);
});
