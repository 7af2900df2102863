import { expect, test } from 'vitest';
import { formatUploadInfo, parseUploadInfo } from '../../../../lib/uploads/upload-info.ts';

const sha1 = '0123456789abcdef0123456789abcdef01234567';
const least = { name: 'a', metadata: '', offset: 0 };

test.each([
  [least],
  [{ ...least, sizeBytes: 5, offset: 3 }],
  [{ ...least, sizeBytes: 5, offset: 5, stamp: { seconds: 13, sha1 } }],
  [{ ...least, sizeBytes: 5, offset: 5, stamp: { seconds: 13, sha1 }, stored: `a_13_${sha1}` }],
])('what is known of an upload is kept as it is: %j', (info) => {
  expect(parseUploadInfo(formatUploadInfo(info as never))).toEqual(info);
});

test.each(['', 'x', '1', 'null', '{}', '{"name":"a","metadata":"","offset":-1}'])(
  'a text that is none is not taken for one: %s',
  (text) => {
    expect(parseUploadInfo(text)).toBeUndefined();
  },
);

test.each([
  ['size', { sizeBytes: 1.5 }],
  ['stamp', { stamp: { seconds: 'x', sha1 } }],
  ['hash', { stamp: { seconds: 1, sha1: 'x' } }],
  ['name of a stored file', { stored: 'a' }],
])('a %s that is none is left out', (_what, more) => {
  expect(parseUploadInfo(JSON.stringify({ ...least, ...more }))).toEqual(least);
});
