import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { ThisProcess, YoungGeneration } from '../../runtime/cli/young-generation.cts';
import { mainPath } from '../support/process/start-process.ts';

// As it was compiled: CommonJS, which is loaded before anything else.
const require = createRequire(import.meta.url);
const { limitYoungGeneration } = require(
  join(dirname(mainPath), 'young-generation.cjs'),
) as YoungGeneration;

/** The arguments that a process is begun again with; `undefined` where it is not. */
function begunAgain(args: readonly string[], changes: Partial<ThisProcess> = {}): unknown {
  let begun: unknown;
  const self: ThisProcess = {
    argv: ['/bin/node', '/bin/cockatiel', ...args],
    execArgv: ['--inspect'],
    execPath: '/bin/node',
    env: { PATH: '/bin' },
    platform: 'linux',
    versions: { node: '24.0.0' },
    execve: (path, given, env) => {
      begun = [path, given.join(' '), env];
    },
    ...changes,
  };
  limitYoungGeneration(self);
  return begun;
}

test.each([
  [[], ''],
  [['--port', '1'], ' --port 1'],
  [['serve', '--port', '1'], ' serve --port 1'],
])('a node that is started with %j gets a limited young generation', (args, given) => {
  const command = `/bin/node --max-semi-space-size=8 --inspect /bin/cockatiel${given}`;
  expect(begunAgain(args)).toEqual(['/bin/node', command, { PATH: '/bin' }]);
});

test.each<[string, readonly string[], Partial<ThisProcess>]>([
  ['another command', ['status', '--node', 'http://a'], {}],
  ['an option of Node', [], { execArgv: ['--max-semi-space-size=64'] }],
  ['an option in the environment', [], { env: { NODE_OPTIONS: '-x --max-semi-space-size=64' } }],
  ['Bun', [], { versions: { node: '24.0.0', bun: '1.4.5' } }],
  ['an executable that has the program in it', [], { argv: ['/bin/node', '/bin/node'] }],
  ['Windows', [], { platform: 'win32' }],
  ['a process with a channel to its parent', [], { send: () => true }],
])('with %s it stays as it is', (_what, args, changes) => {
  expect(begunAgain(args, changes)).toBeUndefined();
});

test('a Node.js that can not do that goes on', () => {
  const self = {
    argv: ['node', 'cockatiel'],
    execArgv: [],
    execPath: 'node',
    env: {},
    versions: {},
  };
  expect(() => limitYoungGeneration({ ...self, platform: 'linux' })).not.toThrow();
});
