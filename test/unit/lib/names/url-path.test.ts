import { describe, expect, test } from 'vitest';
import { stampName } from '../../../../lib/names/stored-name.ts';
import { formatLocation } from '../../../../lib/names/url-path.ts';

const h = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

function locationOf(name: string, publicUrl = ''): string {
  const stamped = stampName(name, 13, h);
  if (stamped === undefined) throw new Error(`${name} can't be stamped.`);
  return formatLocation(publicUrl, stamped.name);
}

describe('a Location encodes only what a path segment must', () => {
  test.each([
    ['foo/bar/baz', `/foo/bar/baz_13_${h}`],
    ["-._~!$&'()*+,;=:@", `/-_13_${h}._~!$&'()*+,;=:@`],
    ['a b', `/a%20b_13_${h}`],
    ['a%20b', `/a%2520b_13_${h}`],
    ['%24%2F', `/%2524%252F_13_${h}`],
    ['a?b#c', `/a%3Fb%23c_13_${h}`],
    ['"<>[]^`{|}', `/%22%3C%3E%5B%5D%5E%60%7B%7C%7D_13_${h}`],
    ['é/🦜', `/%C3%A9/%F0%9F%A6%9C_13_${h}`],
    ['e\u0301', `/e%CC%81_13_${h}`],
    ['a:80', `/a:80_13_${h}`],
  ])('%s', (name, location) => {
    expect(locationOf(name)).toBe(location);
  });
});

describe('with a public URL it is that URL, a slash and the name', () => {
  test.each([
    ['http://node:8080', `http://node:8080/a_13_${h}`],
    ['https://example.com/media', `https://example.com/media/a_13_${h}`],
    ['', `/a_13_${h}`],
  ])('%s', (publicUrl, location) => {
    expect(locationOf('a', publicUrl)).toBe(location);
  });
});
