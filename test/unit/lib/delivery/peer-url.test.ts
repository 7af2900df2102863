import { expect, it } from 'vitest';
import { peerKey, peerName, withoutUser } from '../../../../lib/delivery/peer-url.ts';

it.each([
  ['http://b', 'http://b'],
  ['https://b:81/media/', 'https://b:81/media/'],
  ['http://user@b', 'http://user@b'],
  ['http://user:secret@b/m', 'http://user:***@b/m'],
  ['HTTPS://user:se:cr:et@b', 'HTTPS://user:***@b'],
  ['http://user:se@cret@b', 'http://user:***@b'],
  ['http://:secret@b', 'http://:***@b'],
  ['http://b/a:b@c', 'http://b/a:b@c'],
  ['http://me@example.com:secret@b', 'http://me@example.com:***@b'],
])('%s is shown as %s', (url, expected) => {
  expect(peerName(url)).toBe(expected);
});

it.each([
  ['http://b', 'http://b'],
  ['http://user:secret@b/m', 'http://b/m'],
  ['http://user:se@cret@b', 'http://b'],
  ['http://b/a:b@c', 'http://b/a:b@c'],
])('%s is remembered as %s', (url, expected) => {
  expect(peerKey(url)).toBe(expected);
});

it.each([
  ['nobody', 'nobody'],
  ['http://user:secret@b/m', '***@b/m'],
  ['unused "a:b@c" and d@e@f, g', 'unused "***@c" and ***@f, g'],
  ['@', '***@'],
])('%s is written without its user as %s', (text, expected) => {
  expect(withoutUser(text)).toBe(expected);
});
