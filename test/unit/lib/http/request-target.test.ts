import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HttpError } from '../../../../lib/http/http-error.ts';
import { parseRequestTarget } from '../../../../lib/http/request-target.ts';

describe('a target is normalized to origin form', () => {
  test.each([
    ['/', '/'],
    ['/a/b', '/a/b'],
    ['//a', '//a'],
    ['/a?v=2', '/a?v=2'],
    ['/a?../x', '/a?../x'],
    ['/a?b/../c', '/a?b/../c'],
    ['/a?b\\c', '/a?b\\c'],
    ['/a?b?c', '/a?b?c'],
    ['/a?b\n/../c', '/a?b\n/../c'],
    ['/...', '/...'],
    ['/a%252e', '/a%252e'],
    ['/a\nb?c\nd', '/a\nb?c\nd'],
    ['http://evil.example/foo', '/foo'],
    ['HTTP://evil.example:80/foo?v', '/foo?v'],
    ['https://user@evil.example/foo', '/foo'],
    ['http://evil.example', '/'],
    ['http://evil.example?v', '/?v'],
    ['http://[::1]:80//x', '//x'],
  ])('GET %s', (target, expected) => {
    expect(parseRequestTarget('GET', target)).toBe(expected);
  });

  test('OPTIONS * is about the server as a whole', () => {
    expect(parseRequestTarget('OPTIONS', '*')).toBe('/');
  });
});

describe('a target that a URL parser would turn into another one is a 400', () => {
  test.each([
    ['a'],
    [''],
    ['*'],
    ['?a'],
    ['ftp://evil/a'],
    ['http:/a'],
    ['http:///a'],
    ['http://?a'],
    ['httpx://evil/a'],
    ['http://evil\\a/b'],
    ['evil:80'],
    ['/a#b'],
    ['/a?b#c'],
    ['http://evil#a'],
    ['/a\\b'],
    ['/\\evil/a'],
    ['/.'],
    ['/..'],
    ['/a/..'],
    ['/a/./b'],
    ['/a/../b'],
    ['/a/..?b'],
    ['/%2e%2e/%2E%2E/etc/passwd'],
    ['/.%2e/x'],
    ['/%2e'],
    ['http://evil/../a'],
  ])('GET %s', (target) => {
    expect(() => parseRequestTarget('GET', target)).toThrow(HttpError);
  });
});

const piece = fc.constantFrom('/', '.', '..', '%2e', '%', 'a', '\\', '?', '#', 'http:', '@');
const anyTarget = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));

/** The path, or the refusal's status. */
function outcome(target: string): string | number {
  try {
    return parseRequestTarget('GET', target);
  } catch (error) {
    if (error instanceof HttpError) return error.status;
    throw error;
  }
}

test('whatever the target, there is a path or a 400', () => {
  fc.assert(
    fc.property(fc.oneof(anyTarget, fc.string({ unit: 'binary' })), (target) => {
      const found = outcome(target);
      expect(typeof found === 'string' ? found[0] : found).toBeOneOf(['/', 400]);
    }),
  );
});

test('the result keeps its path when a URL is made of it', () => {
  fc.assert(
    fc.property(fc.oneof(anyTarget, fc.webUrl()), (target) => {
      const path = outcome(target);
      if (typeof path === 'number') return;
      expect(new URL(`http://node${path}`).pathname).toBe(path.split('?', 1)[0]);
    }),
    { numRuns: 1000 },
  );
});
