import { expect, test } from 'vitest';
import { UsageError } from '../../../../runtime/cli/flags/usage-error.ts';
import { type Invocation, parseCommandLine } from '../../../../runtime/cli/parse-command-line.ts';

const env = { COCKATIEL_STORAGE: 'not-read', COCKATIEL_QUEUE: 'not-read' };
const parse = (line: string): Invocation => parseCommandLine(line.split(' '), env);

test('verify takes its flags', () => {
  expect(parse('verify --storage s -v')).toEqual({
    run: 'verify',
    values: new Map([
      ['storage', ['s']],
      ['verbose', ['true']],
    ]),
  });
});

test.each([
  ['adopt --storage s a', ['a']],
  ['adopt a --storage s b', ['a', 'b']],
  ['--storage s adopt a', ['a']],
  ['adopt --storage s 007 1e3', ['007', '1e3']],
  ['adopt --storage s -- -a --b', ['-a', '--b']],
  ['adopt --storage s a -- -b', ['a', '-b']],
])('"%s" has the sources %j', (line, words) => {
  expect(parse(line)).toEqual({ run: 'adopt', values: new Map([['storage', ['s']]]), words });
});

test.each(['--new-storage', '--no-fsync', '--verbose', '-v'])(
  'a source behind %s is no value of it',
  (flag) => {
    const invocation = parse(`adopt --storage s ${flag} a`);
    expect(invocation).toMatchObject({ words: ['a'] });
    expect((invocation as { values: ReadonlyMap<string, unknown> }).values.size).toBe(2);
  },
);

test('adopt takes its flags', () => {
  const { values } = parse(
    'adopt --storage s --queue q --new-storage --min-free 1G --no-fsync -v a',
  ) as {
    values: ReadonlyMap<string, readonly string[]>;
  };
  expect([...values.keys()].sort()).toEqual(
    ['storage', 'queue', 'new-storage', 'min-free', 'no-fsync', 'verbose'].sort(),
  );
});

test.each([
  ['verify --storage s more', 'unexpected argument more'],
  ['verify --queue q', '--queue'],
  ['verify --storage', '--storage'],
  ['verify --storage a --storage b', '--storage is given more than once'],
  ['adopt --storage s', 'give a source: the path of a directory'],
  ['adopt --storage s ', 'give a source'],
  ['adopt --storage s --json a', '--json'],
])('"%s" is refused with %s', (line, named) => {
  expect(() => parse(line)).toThrow(UsageError);
  expect(() => parse(line)).toThrow(named);
  expect(() => parse(line)).toThrow(/; see cockatiel (?:verify|adopt) --help$/u);
});
