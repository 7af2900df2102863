import { describe, expect, test } from 'vitest';
import { describeFile } from '../../lib/file-headers.ts';
import { stampName } from '../../lib/stored-name.ts';

const h = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

function headersOf(name: string, seconds = 784_111_777): Record<string, string> {
  const parts = stampName(name, seconds, h);
  if (parts === undefined) throw new Error(`${name} can't be stamped.`);
  return Object.fromEntries(describeFile(parts));
}

const plain = {
  'accept-ranges': 'bytes',
  'cache-control': 'max-age=31536000',
  'content-type': 'text/plain',
  etag: `"${h}"`,
  'last-modified': 'Sun, 06 Nov 1994 08:49:37 GMT',
  'x-content-sha1': h,
};
const { 'last-modified': _, ...undated } = plain;
const active = { 'content-security-policy': "sandbox; default-src 'none'" };

describe('all headers of a file follow from its name', () => {
  test.each([
    ['a.txt', plain],
    ['dir/a.TXT', plain],
    ['a', { ...plain, 'content-type': 'application/octet-stream' }],
    ['.txt', { ...plain, 'content-type': 'application/octet-stream' }],
    ['a.html', { ...plain, 'content-type': 'text/html', ...active }],
    ['a.svg', { ...plain, 'content-type': 'image/svg+xml', ...active }],
  ])('%s', (name, headers) => {
    expect(headersOf(name)).toEqual(headers);
  });

  test('a time that no date can show is left out', () => {
    expect(headersOf('a.txt', 999_999_999_999_999)).toEqual(undated);
  });
});
