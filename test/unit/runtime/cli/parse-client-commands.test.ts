import { expect, test } from 'vitest';
import { UsageError } from '../../../../runtime/cli/flags/usage-error.ts';
import { type Invocation, parseCommandLine } from '../../../../runtime/cli/parse-command-line.ts';

const env = { COCKATIEL_NODE: 'http://not-read-here' };
const parse = (line: string): Invocation => parseCommandLine(line.split(' '), env);

test.each<[line: string, run: string, values: Record<string, string[]>, words: string[]]>([
  ['status', 'status', {}, []],
  [
    'status --json --watch http://a b',
    'status',
    { json: ['true'], watch: ['true'] },
    ['http://a', 'b'],
  ],
  ['put a b', 'put', {}, ['a', 'b']],
  [
    'put --node http://a --node=http://b,http://c --as x a',
    'put',
    { node: ['http://a', 'http://b', 'http://c'], as: ['x'] },
    ['a'],
  ],
  ['put --names -- -a', 'put', { names: ['true'] }, ['-a']],
  ['get -o - a', 'get', { output: ['-'] }, ['a']],
  ['get -f -o d a b', 'get', { output: ['d'], force: ['true'] }, ['a', 'b']],
  ['rm --secret-file s a', 'rm', { 'secret-file': ['s'] }, ['a']],
])('"%s" runs %s', (line, run, values, words) => {
  expect(parse(line)).toEqual({ run, words, values: new Map(Object.entries(values)) });
});

test.each([
  ['status ', 'give a url: that of a node'],
  ['status --node http://a', '--node'],
  ['put', 'give a path: that of a file or of a directory'],
  ['put ', 'give a path'],
  ['get', 'give a name: that of a stored file, or its URL'],
  ['rm', 'give a name'],
  ['get --output', '--output needs a value'],
  ['get --names a', '--names'],
  ['rm -f a', '-f'],
  ['put --secret s a', '--secret'],
  ['put --as a --as b c', '--as is given more than once'],
])('"%s" is refused with %s', (line, named) => {
  expect(() => parse(line)).toThrow(UsageError);
  expect(() => parse(line)).toThrow(named);
  expect(() => parse(line)).toThrow(/; see cockatiel (?:status|put|get|rm) --help$/u);
});
