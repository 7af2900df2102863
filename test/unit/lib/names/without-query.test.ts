import { expect, test } from 'vitest';
import { withoutQuery } from '../../../../lib/names/without-query.ts';

test.each([
  ['/a', '/a'],
  ['/a?b=c?d', '/a'],
  ['http://node/?', 'http://node/'],
  ['?a', ''],
])('%j becomes %j', (url, rest) => {
  expect(withoutQuery(url)).toBe(rest);
});
