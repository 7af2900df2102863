import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { UsageError } from '../../../../../runtime/cli/flags/usage-error.ts';
import { formatCompletion } from '../../../../../runtime/cli/text/format-completion.ts';

/** What bash offers for the last of these words. */
function completeInBash(...words: readonly string[]): string[] {
  const script = `${formatCompletion('bash')}
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_cockatiel
printf '%s\\n' "\${COMPREPLY[@]}"
`;
  const args = ['--norc', '-u', '-c', script, 'bash', ...words];
  const { status, stdout, stderr } = spawnSync('bash', args, { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.split('\n').filter((word) => word !== '');
}

test.each<[words: readonly string[], offered: readonly string[]]>([
  [['--st'], ['--storage']],
  [['serve', '--st'], ['--storage']],
  [['-v', '--max-r'], ['--max-requests']],
  [
    ['--port', '1', '--no'],
    ['--no-fsync', '--node'],
  ],
  [['s'], ['serve', 'status', 'sign']],
  [
    ['get', '--'],
    ['--node', '--output', '--force', '--secret-file', '--help'],
  ],
  [['put', 'pho'], []],
  [
    ['sign', '--m'],
    ['--method', '--max-size'],
  ],
  [
    ['sign', '--method', ''],
    ['GET', 'PUT'],
  ],
  [['sign', '--method', '=', 'P'], ['PUT']],
  [
    ['sign', '--method', '='],
    ['GET', 'PUT'],
  ],
  [['sign', '--st'], []],
  [['verify', '--s'], ['--storage']],
  [['adopt', '--st'], ['--storage']],
  [['adopt', 'bac'], []],
  [['--storage', 's'], []],
  [['--storage', '=', 's'], []],
  [['--port', ''], []],
  [
    ['completion', ''],
    ['--help', 'bash', 'zsh'],
  ],
])('bash completes "cockatiel", %j to %j', (words, offered) => {
  expect(completeInBash('cockatiel', ...words)).toEqual(offered);
});

test('zsh takes its script, and completes cockatiel with it', (ctx) => {
  const script = `autoload -Uz compinit; compinit -D; ${formatCompletion('zsh')}; print $_comps[cockatiel]`;
  const run = spawnSync('zsh', ['-f', '-c', script], { encoding: 'utf8' });
  if (run.error !== undefined) return ctx.skip('zsh is not installed');
  expect(run).toMatchObject({ status: 0, stdout: '_cockatiel\n', stderr: '' });
});

test('another shell is refused with those that there are', () => {
  expect(() => formatCompletion('fish')).toThrow(UsageError);
  expect(() => formatCompletion('fish')).toThrow('bash or zsh');
});
