import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidNameError } from '../../../../lib/errors/domain-errors.ts';
import {
  isReserved,
  parseRequestName,
  workingDirectory,
} from '../../../../lib/names/request-name.ts';
import { stampName } from '../../../../lib/names/stored-name.ts';
import { formatLocation } from '../../../../lib/names/url-path.ts';

const h = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

/** The name, or the refusal. */
function outcome(pathname: string): string | InvalidNameError {
  try {
    return parseRequestName(pathname);
  } catch (error) {
    if (error instanceof InvalidNameError) return error;
    throw error;
  }
}

describe('a path is decoded once and is opaque from then on', () => {
  test.each([
    ['/', ''],
    ['/a', 'a'],
    ['/foo/bar/baz.html', 'foo/bar/baz.html'],
    ['/a%20b%2Bc.txt', 'a b+c.txt'],
    ['/a+b', 'a+b'],
    ['/%20a', ' a'],
    ['/a%20', 'a '],
    ['/a.', 'a.'],
    ['/...', '...'],
    ['/.hidden', '.hidden'],
    ['/foo/.git/config', 'foo/.git/config'],
    ['/a%252e%252e%252fb', 'a%2e%2e%2fb'],
    ['/%25', '%'],
    ['/e%CC%81', 'e\u0301'],
    ['/%C3%A9', 'é'],
    ['/%E2%80%AEgnp.exe', '\u202egnp.exe'],
    ['/%EF%BB%BFa', '\ufeffa'],
    ['/%F0%9F%A6%9C', '🦜'],
    ['/CON', 'CON'],
    ['/a:b', 'a:b'],
    ['/-rf', '-rf'],
    ['/a%3Fb%23c', 'a?b#c'],
    ['/__proto__', '__proto__'],
  ])('%s', (pathname, name) => {
    expect(parseRequestName(pathname)).toBe(name);
  });
});

describe('a path that can name no file is refused', () => {
  test.each([
    ['//'],
    ['//etc/passwd'],
    ['///x'],
    ['/a//b'],
    ['/a/'],
    ['/http://evil/x'],
    ['/http:%2f%2fevil/x'],
    ['/.'],
    ['/..'],
    ['/a/..'],
    ['/a/./b'],
    ['/%2e%2e/%2e%2e/etc/passwd'],
    ['/.%2e/x'],
    ['/%2E'],
    ['/..%2f..%2fetc%2fpasswd'],
    ['/a%2Fb'],
    ['/a%5Cb'],
    ['/a\\b'],
    ['/a%00'],
    ['/%0A'],
    ['/a%0Db'],
    ['/a%7F'],
    ['/a%C2%85'],
    ['/%c0%ae%c0%ae/etc'],
    ['/a%ff'],
    ['/%ED%A0%80'],
    ['/a%zz'],
    ['/a%'],
    ['/a%4'],
    ['/%u0041'],
    [`/${'x'.repeat(256)}`],
    [`/${'%C3%A9'.repeat(128)}`],
    [`/${'d/'.repeat(512)}x`],
    [`/${'x/'.repeat(4500)}x`],
  ])('%s', (pathname) => {
    expect(outcome(pathname)).toBeInstanceOf(InvalidNameError);
  });
});

describe('lengths are counted in bytes', () => {
  test.each([
    ['a segment of 255 bytes', 'x'.repeat(255)],
    ['255 bytes in two-byte characters', `${'é'.repeat(127)}x`],
    ['1,024 bytes in all', `${'d/'.repeat(511)}xx`],
  ])('%s are a name', (_, name) => {
    expect(parseRequestName(`/${encodeURI(name)}`)).toBe(name);
  });
});

describe('a refusal says what to change in one line', () => {
  test.each([
    ['/a//b', 'The name has an empty segment.'],
    ['/a/..', 'The name has a segment "." or "..".'],
    ['/a%2Fb', 'The name has an encoded slash or a backslash.'],
    ['/%00', 'The name has a control character.'],
    ['/%', 'The name is not UTF-8 in percent-encoding.'],
    [`/${'x'.repeat(256)}`, 'A segment of the name is longer than 255 bytes.'],
    [`/${'x/'.repeat(512)}x`, 'The name is longer than 1024 bytes.'],
  ])('%s', (pathname, message) => {
    expect(() => parseRequestName(pathname)).toThrow(new InvalidNameError(message));
  });
});

describe('names of the server itself are reserved', () => {
  test.each([
    ['_status', true],
    ['_', true],
    ['_a/b', true],
    [workingDirectory, true],
    [`${workingDirectory}/staging/1`, true],
    [`${workingDirectory}-not`, true],
    ['a/_b', false],
    [`a/${workingDirectory}`, false],
    ['.cockatoo', false],
    ['a', false],
    ['', false],
  ])('%s: %s', (name, reserved) => {
    expect(isReserved(name)).toBe(reserved);
  });
});

const anyPath = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom('/', '.', '..', '%2e', '%2f', '%5c', '%', 'a', '%00', '%C3', '%A9')),
);
const anyPathname = anyPath.map((text) => `/${Array.isArray(text) ? text.join('') : text}`);

test('whatever the path, there is a name or a refusal', () => {
  fc.assert(
    fc.property(anyPathname, (pathname) => {
      const found = outcome(pathname);
      expect(typeof found === 'string' || found instanceof InvalidNameError).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('no accepted name leaves the root, and none has a second spelling below it', () => {
  fc.assert(
    fc.property(anyPathname, (pathname) => {
      const name = outcome(pathname);
      if (typeof name !== 'string' || name === '') return;
      expect(posix.join('/root', name)).toBe(`/root/${name}`);
      expect(posix.resolve('/root', name)).toBe(`/root/${name}`);
      expect(name).toBe(decodeURIComponent(pathname.slice(1)));
    }),
    { numRuns: 1000 },
  );
});

test('a Location leads back to the name it was made of', () => {
  fc.assert(
    fc.property(fc.webPath(), fc.string({ unit: 'grapheme', minLength: 1 }), (path, text) => {
      const { pathname } = new URL(`http://node${path}/${encodeURIComponent(text)}`);
      const asked = outcome(pathname);
      if (typeof asked !== 'string' || asked === '') return;
      const stamped = stampName(asked, 13, h);
      if (stamped === undefined) return;
      const location = formatLocation('', stamped.name);
      expect(new URL(location, 'http://node').pathname).toBe(location);
      expect(parseRequestName(location)).toBe(stamped.name);
    }),
    { numRuns: 1000 },
  );
});
