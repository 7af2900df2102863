import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startStubPeer } from '../support/cluster/stub-peer.ts';
import { sha1 } from '../support/disk/disk-view.ts';
import { type ProgramRun, runProgram } from '../support/process/run-program.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';
import { storedIn } from '../support/process/stored-tree.ts';

const secret = 'correct-horse-battery-staple';

/** Stores a text, and returns its name. */
async function store(node: NodeProcess, name: string, text: string): Promise<string> {
  const upload = await fetch(`${node.url}/${name}`, { method: 'PUT', body: text });
  expect(upload.status).toBe(201);
  return (upload.headers.get('location') ?? '').slice(1);
}

function run(cwd: string, ...args: readonly string[]): Promise<ProgramRun> {
  return runProgram(args, { cwd });
}

test('a file is read by its name or its URL, into a file, a directory or standard output', async () => {
  const cwd = await useTestDirectory();
  const node = await startTestNode();
  const [a, b] = [await store(node, 'd/a.txt', 'a'), await store(node, 'b', '')];
  const [segmentOfA] = a.split('/').reverse();
  const asked = ['--node', node.url, a, `${node.url}/${b}?download`];
  expect(await run(cwd, 'get', ...asked)).toMatchObject({ status: 0, stderr: '' });
  expect(readdirSync(cwd).sort()).toEqual([segmentOfA, b].sort());
  mkdirSync(join(cwd, 'into'));
  const { stdout } = await run(cwd, 'get', '-o', 'into', ...asked);
  expect(stdout.split('\n').sort()).toEqual(['', `into/${segmentOfA}`, `into/${b}`].sort());
  expect(await run(cwd, 'get', '--node', node.url, '-o', 'x', a)).toMatchObject({ stdout: 'x\n' });
  expect(readFileSync(join(cwd, 'x'), 'utf8')).toBe('a');
  const piped = await run(cwd, 'get', '--node', node.url, '-o', '-', a);
  expect(piped).toMatchObject({ status: 0, stdout: 'a', stderr: '' });
});

test('what is there is replaced only by force', async () => {
  const cwd = await useTestDirectory();
  const node = await startTestNode();
  const name = await store(node, 'a', 'a');
  writeFileSync(join(cwd, name), 'mine');
  const kept = await run(cwd, 'get', '--node', node.url, name);
  expect(kept).toMatchObject({ status: 1, stdout: '' });
  expect(kept.stderr).toContain('is there already; --force replaces it');
  expect(readFileSync(join(cwd, name), 'utf8')).toBe('mine');
  expect(await run(cwd, 'get', '--force', '--node', node.url, name)).toMatchObject({ status: 0 });
  expect(readFileSync(join(cwd, name), 'utf8')).toBe('a');
});

test('a node that sends other bytes, or breaks off, is no source, and nothing is left', async () => {
  const cwd = await useTestDirectory();
  const node = await startTestNode();
  const name = await store(node, 'a', 'the content');
  const liar = await startStubPeer((_, response) => void response.end('not content'));
  const breaking = await startStubPeer((_, response) => {
    response.writeHead(200, { 'Content-Length': '11' });
    response.write('the c', () => response.destroy());
  });
  onTestFinished(liar.close);
  onTestFinished(breaking.close);
  const sources = ['--node', liar.url, '--node', breaking.url];
  const failed = await run(cwd, 'get', ...sources, name);
  expect(failed).toMatchObject({ status: 1, stdout: '' });
  expect(failed.stderr).toContain('it sent other bytes than those of the file');
  expect(readdirSync(cwd)).toEqual([]);
  const found = await run(cwd, 'get', ...sources, '--node', node.url, name);
  expect(found).toMatchObject({ status: 0, stderr: '' });
  expect(readFileSync(join(cwd, name), 'utf8')).toBe('the content');
  const piped = await run(cwd, 'get', ...sources, '--node', node.url, '-o', '-', name);
  expect(piped.status).toBe(1);
});

test('what can not be read is named, and all the rest is read', async () => {
  const cwd = await useTestDirectory();
  const node = await startTestNode();
  const name = await store(node, 'a', 'a');
  const absent = `absent_1_${sha1('a')}`;
  const { status, stdout, stderr } = await run(cwd, 'get', '--node', node.url, absent, 'x', name);
  expect({ status, stdout }).toEqual({ status: 1, stdout: `${name}\n` });
  expect(stderr.split('\n').sort()).toEqual([
    '',
    expect.stringMatching(/^cockatiel: 1 read, 2 failed \(1 B in \d+ s\)$/u),
    `cockatiel: ${absent}: there is no such file`,
    'cockatiel: x: it is not the name of a stored file, which has a time and a SHA-1 in it',
  ]);
});

test('deleting says what became of each file, and one that is not there is done', async () => {
  const cwd = await useTestDirectory();
  const node = await startTestNode();
  const names = [await store(node, 'd/a', 'a'), await store(node, 'b', 'b')];
  const absent = `absent_1_${sha1('a')}`;
  const args = ['rm', '--node', node.url, ...names, absent];
  const { status, stdout, stderr } = await run(cwd, ...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = [...names.map((name) => `deleted\t${name}`), `absent\t${absent}`];
  expect(stdout.split('\n').sort()).toEqual(['', ...lines].sort());
  expect(storedIn(node.storage)).toEqual([]);
  const again = await run(cwd, 'rm', '--node', node.url, 'b', names[1] ?? '');
  expect(again).toMatchObject({ status: 1, stdout: `absent\t${names[1]}\n` });
  expect(again.stderr).toContain('cockatiel: b: it is not the name of a stored file');
});

test('secrets for reading and for deleting come from a file', async () => {
  const cwd = await useTestDirectory();
  const file = join(cwd, 'secret');
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  const node = await startTestNode(['--read-secret-file', file, '--write-secret-file', file]);
  const shown = ['--node', node.url, '--secret-file', file];
  const put = await run(cwd, 'put', '--names', ...shown, 'secret');
  const name = put.stdout.trim();
  const refused = await run(cwd, 'get', '--node', node.url, name);
  expect(refused).toMatchObject({ status: 1, stdout: '' });
  expect(refused.stderr).toMatch(/it responded 401: .*COCKATIEL_READ_SECRET/u);
  expect(await run(cwd, 'get', ...shown, name)).toMatchObject({ status: 0, stdout: `${name}\n` });
  expect((await run(cwd, 'rm', '--node', node.url, name)).status).toBe(1);
  expect(await run(cwd, 'rm', ...shown, name)).toMatchObject({ stdout: `deleted\t${name}\n` });
});

test.each([
  ['get --node http://127.0.0.1:1 -o file a b', '--output: "file" is not a directory'],
  ['get --node ftp://a b', '--node'],
  ['rm --secret-file absent a', "--secret-file: the file can't be read"],
  ['put --as x a b', '--as'],
  ['put --node= --secret-file= a', '--secret-file'],
])('"cockatiel %s" is refused with status 2', async (line, named) => {
  const { status, stdout, stderr } = await run(await useTestDirectory(), ...line.split(' '));
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^cockatiel: [^\n]+\n$/u);
  expect(stderr).toContain(named);
});
