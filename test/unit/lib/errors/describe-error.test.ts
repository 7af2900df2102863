import { expect, test } from 'vitest';
import { describeError } from '../../../../lib/errors/describe-error.ts';

const coded = (error: Error, code: unknown): Error => Object.assign(error, { code });
const refused = (host: string): Error => new Error(`connect ECONNREFUSED ${host}`);

test.each<[what: string, error: unknown, text: string]>([
  ['a message', new Error('the disk is full'), 'the disk is full'],
  ['one of several lines', new Error(' two\n  lines '), 'two lines'],
  ['a text', 'broken', 'broken'],
  [
    'attempts',
    new AggregateError([refused('::1'), refused('a')]),
    `${refused('::1').message}; ${refused('a').message}`,
  ],
  ['equal attempts', new AggregateError([refused('a'), refused('a')]), refused('a').message],
  ['attempts with a message', new AggregateError([refused('a')], 'all failed'), 'all failed'],
  ['no message, but a code', coded(new AggregateError([]), 'ECONNREFUSED'), 'ECONNREFUSED'],
  ['a blank message and a code', coded(new Error('\n'), 'EIO'), 'EIO'],
  ['no message', new TypeError(), 'TypeError'],
  ['nothing', '', 'no reason was given'],
])('an error with %s is described by that', (_what, error, text) => {
  expect(describeError(error)).toBe(text);
});
