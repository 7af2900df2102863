import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProgram } from '../support/process/run-program.ts';
import { nodeArguments } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const bearer = (secret: string) => ({ headers: { Authorization: `Bearer ${secret}` } });
const upload = { method: 'PUT', body: 'content', redirect: 'manual' } as const;
const put = (secret: string) => ({ ...bearer(secret), ...upload });
const polling = { interval: 10 };

async function useSecretFile(text: string): Promise<string> {
  const path = join(await useTestDirectory(), 'secret');
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

test('a secret in the URL is enough for curl', async () => {
  const node = await startTestNode([
    '--write-secret-file',
    await useSecretFile('s3cret/of-the-node\n'),
  ]);
  const url = node.url.replace('//', '//any:s3cret%2Fof-the-node@');
  const curl = (...args: readonly string[]): string =>
    execFileSync('curl', ['-s', '-o', '/dev/null', '-w', '%{http_code}', ...args]).toString();
  expect(curl('-X', 'PUT', '-d', 'content', `${node.url}/a`)).toBe('401');
  expect(curl('-X', 'PUT', '-d', 'content', `${url}/a`)).toBe('201');
});

test('secrets are exchanged without a gap, and a bad file changes nothing', async () => {
  const file = await useSecretFile('the-one-before-it\n');
  const node = await startTestNode(['--write-secret-file', file]);
  const statusWith = async (secret: string) => (await fetch(`${node.url}/a`, put(secret))).status;
  expect(await statusWith('the-one-before-it')).toBe(201);

  await writeFile(file, 'the-one-after-it\nthe-one-before-it\n');
  node.child.kill('SIGHUP');
  await expect.poll(() => statusWith('the-one-after-it'), polling).not.toBe(401);
  expect(await statusWith('the-one-before-it')).not.toBe(401);

  await writeFile(file, 'the-one-after-it\n');
  node.child.kill('SIGHUP');
  await expect.poll(() => statusWith('the-one-before-it'), polling).toBe(401);

  await writeFile(file, '\n');
  node.child.kill('SIGHUP');
  await expect.poll(() => node.output(), polling).toContain('the secrets are unchanged');
  expect(await statusWith('the-one-after-it')).not.toBe(401);
  expect(await statusWith('')).toBe(401);
  expect(node.output()).not.toContain('the-one-before-it');
  expect(await node.stop()).toBe(0);
});

test.each([
  ['shorter than 16 characters', 'the-one-after-i'],
  ['of which one is too short', 'the-one-after-it\nthe-one'],
])('secrets %s change nothing while the node runs', async (_what, text) => {
  const file = await useSecretFile('the-one-before-it\n');
  const node = await startTestNode(['--write-secret-file', file]);
  await writeFile(file, text);
  node.child.kill('SIGHUP');
  await expect.poll(() => node.output(), polling).toContain('--write-secret-file: a secret is');
  expect((await fetch(`${node.url}/a`, put('the-one-before-it'))).status).toBe(201);
  for (const secret of text.split('\n')) {
    expect((await fetch(`${node.url}/a`, put(secret))).status).toBe(401);
    expect(node.output()).not.toContain(secret);
  }
});

test.each(['write', 'cluster', 'read'])('a short secret for %s starts nothing', async (role) => {
  const directory = await useTestDirectory();
  const file = await useSecretFile('fifteen-letters\n');
  const flag = `--${role}-secret-file`;
  const credential = `cockatiel-${role}-secret`;
  await writeFile(join(directory, credential), 'fifteen-letters\n', { mode: 0o600 });
  const variable = `COCKATIEL_${role.toUpperCase()}_SECRET`;
  for (const [place, args, env] of [
    [flag, [flag, file], {}],
    [variable, [], { [variable]: 'fifteen-letters' }],
    [`the credential ${credential}`, [], { CREDENTIALS_DIRECTORY: directory }],
  ] as const) {
    const run = await runProgram(nodeArguments(directory, args), { cwd: directory, env });
    expect(run).toEqual({
      signal: null,
      status: 2,
      stdout: '',
      stderr: `cockatiel: ${place}: a secret is shorter than 16 characters\n`,
    });
  }
  expect(await readdir(directory)).toEqual([credential]);
});

test('a secret whose file is gone stays valid until a restart', async () => {
  const directory = await useTestDirectory();
  const credential = join(directory, 'cockatiel-write-secret');
  await writeFile(credential, 's3cret-of-the-node\n', { mode: 0o600 });
  const node = await startTestNode([], undefined, { env: { CREDENTIALS_DIRECTORY: directory } });
  await rm(credential);
  node.child.kill('SIGHUP');
  await expect.poll(() => node.output(), polling).toContain('restart to run without');
  expect((await fetch(`${node.url}/a`, put('guess'))).status).toBe(401);
  expect((await fetch(`${node.url}/a`, put('s3cret-of-the-node'))).status).toBe(201);
});

test('SIGHUP changes nothing on a node without secrets', async () => {
  const node = await startTestNode();
  node.child.kill('SIGHUP');
  await expect.poll(() => node.output(), polling).toContain('are the same');
  expect((await fetch(`${node.url}/_status`)).status).toBe(200);
});

test('a cached response is for nobody without the secret', async () => {
  const node = await startTestNode([
    '--read-secret-file',
    await useSecretFile('reading-only-secret\n'),
  ]);
  const { headers } = await fetch(`${node.url}/a`, upload);
  const url = node.url + headers.get('location');
  for (const _ of [1, 2, 3]) {
    expect((await fetch(url, bearer('reading-only-secret'))).status).toBe(200);
    expect((await fetch(url)).status).toBe(401);
  }
});

test('a secret in the environment is not passed on to child processes', async () => {
  const env = { COCKATIEL_WRITE_SECRET: 's3cret-of-the-node' };
  const node = await startTestNode(['-v'], undefined, { env });
  expect((await fetch(`${node.url}/a`, put('guess'))).status).toBe(401);
  expect((await fetch(`${node.url}/a`, put('s3cret-of-the-node'))).status).toBe(201);
  expect(node.output()).not.toContain('s3cret');
});

test('the process list shows no secret of a peer', async () => {
  const node = await startTestNode(['--node', 'http://any:s3cret@127.0.0.1:9']);
  const title = await readFile(`/proc/${node.child.pid}/cmdline`, 'utf8');
  expect(title).toMatch(/^cockatiel\0*$/u);
});

test('a node that everybody can reach logs once what to do about it', async () => {
  const file = await useSecretFile('s3cret-of-the-node\n');
  const warnings = async (...args: readonly string[]) => {
    const node = await startTestNode(args);
    await node.stop();
    return node.output().match(/--write-secret-file/gu)?.length ?? 0;
  };
  expect(await warnings('--host', '0.0.0.0')).toBe(1);
  expect(await warnings('--host', '0.0.0.0', '--write-secret-file', file)).toBe(0);
  expect(await warnings('--host', '127.0.0.1')).toBe(0);
});

test('a node of a cluster where every writer counts as a node logs that', async () => {
  const file = await useSecretFile('s3cret-of-the-node\n');
  const warnings = async (...args: readonly string[]) => {
    const node = await startTestNode(args);
    await node.stop();
    return node.output().match(/--cluster-secret-file/gu)?.length ?? 0;
  };
  const peer = ['--node', 'http://127.0.0.1:9'];
  const write = ['--write-secret-file', file];
  expect(await warnings(...peer, ...write)).toBe(1);
  expect(await warnings(...write)).toBe(0);
  expect(await warnings(...peer)).toBe(0);
  expect(await warnings(...peer, ...write, '--cluster-secret-file', file)).toBe(0);
});
