import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatHttpDate, parseHttpDate } from '../../../../lib/http/http-date.ts';

const lastSecond = 253_402_300_799;

describe('a date has the form of RFC 9110', () => {
  test.each([
    [0, 'Thu, 01 Jan 1970 00:00:00 GMT'],
    [784_111_777, 'Sun, 06 Nov 1994 08:49:37 GMT'],
    [1_709_164_800, 'Thu, 29 Feb 2024 00:00:00 GMT'],
    [lastSecond, 'Fri, 31 Dec 9999 23:59:59 GMT'],
  ])('%d', (seconds, text) => {
    expect(formatHttpDate(seconds)).toBe(text);
    expect(parseHttpDate(text)).toBe(seconds);
  });

  test.each([[lastSecond + 1], [8_640_000_000_001], [999_999_999_999_999]])(
    '%d is past the year 9999 and has none',
    (seconds) => {
      expect(formatHttpDate(seconds)).toBeUndefined();
    },
  );
});

describe('all three forms are read', () => {
  test.each([
    ['Sun, 06 Nov 1994 08:49:37 GMT', 784_111_777],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 784_111_777],
    ['Sun Nov  6 08:49:37 1994', 784_111_777],
    ['Sun Nov 16 08:49:37 1994', 784_975_777],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['Wed, 31 Dec 1969 23:59:59 GMT', -1],
    ['Thursday, 01-Jan-70 00:00:00 GMT', 0],
    ['Tuesday, 31-Dec-69 23:59:59 GMT', 3_155_759_999],
    ['Saturday, 01-Jan-00 00:00:00 GMT', 946_684_800],
  ])('%s', (text, seconds) => {
    expect(parseHttpDate(text)).toBe(seconds);
  });
});

describe('anything else is no date', () => {
  test.each([
    [''],
    ['garbage'],
    ['0'],
    ['784111777'],
    ['1994-11-06T08:49:37Z'],
    ['Sun, 06 Nov 1994 08:49:37'],
    ['Sun, 06 Nov 1994 08:49:37 UTC'],
    ['Sun, 06 Nov 1994 08:49:37 +0000'],
    ['Sun, 6 Nov 1994 08:49:37 GMT'],
    ['sun, 06 nov 1994 08:49:37 gmt'],
    ['Sun, 06 Foo 1994 08:49:37 GMT'],
    ['Sun, 31 Feb 1994 08:49:37 GMT'],
    ['Sun, 29 Feb 2023 08:49:37 GMT'],
    ['Sun, 31 Jun 1994 08:49:37 GMT'],
    ['Sun, 00 Nov 1994 08:49:37 GMT'],
    ['Sun, 32 Nov 1994 08:49:37 GMT'],
    ['Sun, 06 Nov 1994 24:00:00 GMT'],
    ['Sun, 06 Nov 1994 08:60:37 GMT'],
    ['Sun, 06 Nov 1994 08:49:60 GMT'],
    ['Sun, 06 Nov 0000 08:49:37 GMT'],
    ['Sun, 06 Nov 0049 08:49:37 GMT'],
    ['Sunday, 31-Feb-94 08:49:37 GMT'],
    ['Sun Feb 31 08:49:37 1994'],
    ['Sun Nov 6 08:49:37 1994'],
    ['Sun Nov 06 08:49:37 1994 GMT'],
    ['Sun, 06 Nov 1994 08:49:37 GMT\n'],
    ['x Sun, 06 Nov 1994 08:49:37 GMT'],
  ])('%j', (text) => {
    expect(parseHttpDate(text)).toBeUndefined();
  });
});

/** The three forms of a moment, made without the code under test. */
function formsOf(seconds: number): [string, string, string] {
  const date = new Date(seconds * 1000);
  const format = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }).format(date);
  const time = format({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const month = date.toUTCString().slice(8, 11);
  const weekday = format({ weekday: 'short' });
  const year = String(date.getUTCFullYear());
  const day = String(date.getUTCDate());
  return [
    `${weekday}, ${day.padStart(2, '0')} ${month} ${year} ${time} GMT`,
    `${format({ weekday: 'long' })}, ${day.padStart(2, '0')}-${month}-${year.slice(2)} ${time} GMT`,
    `${weekday} ${month} ${day.padStart(2)} ${time} ${year}`,
  ];
}

test('a date that was formatted reads back as the same second', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: lastSecond }), (seconds) => {
      const text = formatHttpDate(seconds);
      expect(text).toBe(formsOf(seconds)[0]);
      expect(parseHttpDate(text as string)).toBe(seconds);
    }),
  );
});

test('the three forms agree within the century that two digits can show', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_155_759_999 }), (seconds) => {
      expect(formsOf(seconds).map(parseHttpDate)).toEqual([seconds, seconds, seconds]);
    }),
  );
});

test('no text makes the reader throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(parseHttpDate(text)).toBeUndefined();
    }),
  );
});
