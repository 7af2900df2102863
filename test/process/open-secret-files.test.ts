import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProgram } from '../support/process/run-program.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const secret = 'correct-horse-battery-staple';

async function useSecretFile(mode: number, name = 'secret'): Promise<string> {
  const path = join(await useTestDirectory(), name);
  await writeFile(path, `${secret}\n`);
  await chmod(path, mode);
  return path;
}

/** The warnings about files that are open to all users, as far as they are printed. */
function warningsOf(node: NodeProcess): Array<Record<string, unknown>> {
  const lines = node.output().split('\n');
  return lines
    .filter((line) => line.includes('all users of this machine can'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test.each([
  [0o644, ['read']],
  [0o604, ['read']],
  [0o602, ['change']],
  [0o666, ['read and change']],
  [0o640, []],
  [0o600, []],
])('a node with a file of secrets of mode %o warns that others can: %j', async (mode, access) => {
  const file = await useSecretFile(mode);
  const node = await startTestNode(['--write-secret-file', file]);
  await node.stop();
  const warnings = access.map((what) => ({
    level: 'warn',
    msg: expect.stringContaining(`can ${what} a file of secrets`),
    source: '--write-secret-file',
    file,
  }));
  expect(warningsOf(node)).toEqual(warnings.map((warning) => expect.objectContaining(warning)));
  expect(node.output()).not.toContain(secret);
});

test('a credential that all users can read is a warning too', async () => {
  const file = await useSecretFile(0o644, 'cockatiel-cluster-secret');
  const env = { CREDENTIALS_DIRECTORY: join(file, '..') };
  const node = await startTestNode([], undefined, { env });
  await node.stop();
  expect(warningsOf(node)).toMatchObject([
    { level: 'warn', source: 'the credential cockatiel-cluster-secret', file },
  ]);
});

test('a file that was opened to others since is a warning when it is read again', async () => {
  const file = await useSecretFile(0o600);
  const node = await startTestNode(['--read-secret-file', file]);
  await chmod(file, 0o644);
  node.child.kill('SIGHUP');
  await expect.poll(() => warningsOf(node)).toHaveLength(1);
  expect(warningsOf(node)).toMatchObject([{ source: '--read-secret-file', file }]);
});

test.each([
  [0o644, 'cockatiel: warning: --secret-file: all users can read "secret"\n'],
  [0o622, 'cockatiel: warning: --secret-file: all users can change "secret"\n'],
  [0o600, ''],
])('cockatiel sign with a file of mode %o prints the URL, and beside it %j', async (mode, said) => {
  const cwd = join(await useSecretFile(mode), '..');
  const run = await runProgram(['sign', '--secret-file', 'secret', '--name', 'a'], { cwd });
  expect(run).toMatchObject({ status: 0, stderr: said });
  expect(run.stdout).toMatch(/^\/a\?expires=\d+&signature=[0-9a-f]{64}\n$/u);
});
