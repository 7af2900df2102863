import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatIfKnown,
  formatTime,
  shortUrl,
} from '../../../../lib/monitor/format.ts';

describe('what people read', () => {
  test.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1536, '1.5 KiB'],
    [200 * 1024, '200 KiB'],
    [5 * 1024 ** 4, '5.0 TiB'],
    [3000 * 1024 ** 5, '3000 PiB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  test.each([
    [0, '0 s'],
    [119, '119 s'],
    [120, '2 min'],
    [7200, '2 h'],
    [172_800, '2 d'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test('a count has its thousands, and what is not known says so', () => {
    expect(formatCount(1_234_567)).toBe('1,234,567');
    expect(formatIfKnown(5, formatCount)).toBe('5');
    expect(formatIfKnown(null, formatCount)).toBe('not known');
    expect(formatIfKnown(undefined, formatCount)).toBe('not known');
  });

  test('a time has its date where that is another one', () => {
    const time = new Date(2024, 1, 3, 4, 5, 6).getTime();
    expect(formatTime(time, time + 1000)).toBe('04:05:06');
    expect(formatTime(time, time + 86_400_000)).toBe('2024-02-03 04:05:06');
  });

  test('a URL has no scheme', () => {
    expect(shortUrl('https://node:8080/media/')).toBe('node:8080/media');
  });
});
