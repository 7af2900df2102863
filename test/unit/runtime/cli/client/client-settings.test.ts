import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readClientSettings } from '../../../../../runtime/cli/client/client-settings.ts';
import { UsageError } from '../../../../../runtime/cli/flags/usage-error.ts';

const directory = mkdtempSync(join(tmpdir(), 'cockatiel-'));
afterAll(() => rmSync(directory, { recursive: true }));

function fileOf(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

const nodesOf = (env: NodeJS.ProcessEnv): readonly string[] =>
  readClientSettings([], undefined, ['write'], env).nodes;

test.each<[env: NodeJS.ProcessEnv, nodes: string[]]>([
  [{}, ['http://127.0.0.1:8080']],
  [{ COCKATIEL_PORT: '81' }, ['http://127.0.0.1:81']],
  [{ COCKATIEL_PORT: 'tcp://10.96.0.12:8080' }, ['http://127.0.0.1:8080']],
  [{ COCKATIEL_HOST: '10.1.1.1', COCKATIEL_PORT: '' }, ['http://10.1.1.1:8080']],
  [{ COCKATIEL_HOST: '::' }, ['http://[::1]:8080']],
  [{ COCKATIEL_HOST: 'fd00::1' }, ['http://[fd00::1]:8080']],
  [{ COCKATIEL_NODE: 'http://a http://b', COCKATIEL_PORT: '81' }, ['http://a', 'http://b']],
])('with %j the nodes are %j', (env, nodes) => {
  expect(nodesOf(env)).toEqual(nodes);
});

test('the command line comes before the environment', () => {
  const { nodes } = readClientSettings(['http://c'], undefined, ['write'], {
    COCKATIEL_NODE: 'http://a',
  });
  expect(nodes).toEqual(['http://c']);
});

test('an environment that says nothing of use is refused', () => {
  expect(() => nodesOf({ COCKATIEL_PORT: '0' })).toThrow(UsageError);
  expect(() => nodesOf({ COCKATIEL_NODE: 'a' })).toThrow('--node');
});

test('the secret is the first one of the flag, or of where a node of that role has it', () => {
  const file = fileOf('flag', 'secret-of-the-flag\nanother-secret-of-it\n');
  const other = fileOf('variable', 'secret-of-the-file-variable\n');
  const env = {
    COCKATIEL_READ_SECRET: 'secret-of-the-variable other-secret-of-it',
    COCKATIEL_OPERATOR_SECRET_FILE: other,
  };
  const secretOf = (path: string | undefined, ...roles: Array<'read' | 'write' | 'operator'>) =>
    readClientSettings([], path, roles, env).secret;
  expect(secretOf(file, 'read')).toBe('secret-of-the-flag');
  expect(secretOf(undefined, 'read')).toBe('secret-of-the-variable');
  expect(secretOf(undefined, 'operator', 'read')).toBe('secret-of-the-file-variable');
  expect(secretOf(undefined, 'write', 'read')).toBe('secret-of-the-variable');
  expect(secretOf(undefined, 'write')).toBeUndefined();
  expect(() => secretOf(join(directory, 'absent'), 'read')).toThrow('--secret-file');
});
