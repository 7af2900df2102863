import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startStubPeer } from '../support/cluster/stub-peer.ts';
import { sha1 } from '../support/disk/disk-view.ts';
import { type ProgramRun, runProgram } from '../support/process/run-program.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

async function store(node: NodeProcess, name: string): Promise<string> {
  const upload = await fetch(`${node.url}/${name}`, { method: 'PUT', body: 'x' });
  return (upload.headers.get('location') ?? '').slice(1);
}

async function run(...args: readonly string[]): Promise<ProgramRun> {
  return await runProgram(args, { cwd: await useTestDirectory() });
}

test('the files of a node are listed by name, or in JSON', async () => {
  const node = await startTestNode();
  const names = [await store(node, 'b'), await store(node, 'a'), await store(node, 'dir/c')];
  const sorted = names.toSorted();
  const all = await run('ls', '--node', node.url);
  expect(all).toMatchObject({ status: 0, stdout: `${sorted.join('\n')}\n`, stderr: '' });
  const some = await run('ls', '--node', node.url, 'dir/');
  expect(some.stdout).toBe(`${names[2]}\n`);
  const [line = ''] = (await run('ls', '--json', '--node', node.url)).stdout.split('\n');
  expect(JSON.parse(line)).toMatchObject({ name: sorted[0], size: 1, sha1: sha1('x') });
  expect(await run('ls', '--node', node.url, 'none')).toMatchObject({ status: 0, stdout: '' });
});

test('a list that breaks off goes on at the next node', async () => {
  const node = await startTestNode();
  const names = [await store(node, 'a'), await store(node, 'b')].toSorted();
  const breaking = await startStubPeer((_, response) => {
    response.writeHead(200);
    response.write(`${JSON.stringify({ name: names[0] })}\n{"na`, () => response.destroy());
  });
  const listed = await run('ls', '--node', breaking.url, '--node', node.url);
  expect(listed).toMatchObject({ status: 0, stdout: `${names.join('\n')}\n` });
  const alone = await run('ls', '--node', breaking.url);
  expect(alone.status).toBe(1);
  expect(alone.stderr).toContain('could not be listed');
});

test('what is no list is not taken for a whole one', async () => {
  const line = (name: string): string => JSON.stringify({ name });
  const stored = `a_1_${sha1('x')}`;
  for (const [body, words] of [
    [`${line(stored)}\n${line(stored)}`, 'in the middle of a line'],
    [`${line(stored)}\n${line('\u001b[2J')}\n`, 'something else'],
    ['<html>\n', 'something else'],
  ] as const) {
    const stub = await startStubPeer((_, response) => void response.end(body));
    const listed = await run('ls', '--node', stub.url);
    expect(listed.status).toBe(1);
    expect(listed.stderr).toContain(words);
    expect(listed.stdout).not.toContain('\u001b');
  }
});

test('a guarded node says which secret is missing', async () => {
  const directory = await useTestDirectory();
  const file = join(directory, 'operator.secret');
  await writeFile(file, 'a-secret-of-operators\n', { mode: 0o600 });
  const node = await startTestNode(['--operator-secret-file', file]);
  const name = await store(node, 'a');
  const refused = await run('ls', '--node', node.url);
  expect(refused).toMatchObject({ status: 1, stdout: '' });
  expect(refused.stderr).toContain('COCKATIEL_OPERATOR_SECRET');
  const admitted = await run('ls', '--node', node.url, '--secret-file', file);
  expect(admitted).toMatchObject({ status: 0, stdout: `${name}\n` });
  expect((await run('ls', 'a', 'b')).status).toBe(2);
});
