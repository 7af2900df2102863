import { describe, expect, test } from 'vitest';
import { describeFile, restrictSharing } from '../../../../lib/http/file-headers.ts';
import { stampName } from '../../../../lib/names/stored-name.ts';

const h = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

function headersOf(
  name: string,
  seconds = 784_111_777,
  nowSeconds = 999_999_999_999_999,
): Record<string, string> {
  const parts = stampName(name, seconds, h);
  if (parts === undefined) throw new Error(`${name} can't be stamped.`);
  return Object.fromEntries(describeFile(parts, { isUtf8: false, nowSeconds }));
}

const plain = {
  'accept-ranges': 'bytes',
  'cache-control': 'max-age=31536000',
  'content-type': 'text/plain',
  'cross-origin-resource-policy': 'cross-origin',
  etag: `"${h}"`,
  'last-modified': 'Sun, 06 Nov 1994 08:49:37 GMT',
  'x-content-sha1': h,
};
const { 'last-modified': _, ...undated } = plain;
const active = {
  'content-security-policy': "sandbox; default-src 'none'",
  vary: 'Service-Worker',
};

describe('all headers of a file follow from its name', () => {
  test.each([
    ['a.txt', plain],
    ['dir/a.TXT', plain],
    ['a.pdf', { ...plain, 'content-type': 'application/pdf' }],
    ['a', { ...plain, 'content-type': 'application/octet-stream', ...active }],
    ['.txt', { ...plain, 'content-type': 'application/octet-stream', ...active }],
    ['a.js', { ...plain, 'content-type': 'text/javascript', ...active }],
    ['a.html', { ...plain, 'content-type': 'text/html', ...active }],
    ['a.svg', { ...plain, 'content-type': 'image/svg+xml', ...active }],
  ])('%s', (name, headers) => {
    expect(headersOf(name)).toEqual(headers);
  });

  test('a time that no date can show is left out', () => {
    expect(headersOf('a.txt', 999_999_999_999_999)).toEqual(undated);
  });

  test.each([
    [784_111_777, plain],
    [784_111_778, undated],
    [999_999_999_999_999, undated],
  ])('of a file that is modified in second %d now is 784111777', (seconds, headers) => {
    expect(headersOf('a.txt', seconds, 784_111_777)).toEqual(headers);
  });
});

describe('where reading takes a secret', () => {
  test.each<[how: string, isBySecret: boolean, policy: string]>([
    ['with it', true, 'same-origin'],
    ['by a signed URL', false, 'cross-origin'],
  ])('a response to a read %s is for no shared cache', (_how, isBySecret, policy) => {
    const headers = new Headers({ 'Cross-Origin-Resource-Policy': 'cross-origin' });
    restrictSharing(headers, { isBySecret, secondsLeft: Infinity });
    expect(headers.get('cache-control')).toBe('private, max-age=31536000');
    expect(headers.get('cross-origin-resource-policy')).toBe(policy);
    expect(headers.get('vary')).toBe('Authorization');
  });

  test.each<[secondsLeft: number, maxAge: number]>([
    [1e9, 31_536_000],
    [31_536_000.5, 31_536_000],
    [60.9, 60],
    [0.5, 0],
    [-1, 0],
  ])('what may be read for %d s is cached for %d s', (secondsLeft, maxAge) => {
    const headers = new Headers();
    restrictSharing(headers, { isBySecret: false, secondsLeft });
    expect(headers.get('cache-control')).toBe(`private, max-age=${maxAge}`);
  });
});
