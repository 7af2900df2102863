import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProgram } from '../support/process/run-program.ts';
import { nodeArguments } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

test('two processes never share a directory, and a killed one leaves no lock behind', async () => {
  const path = await useTestDirectory();
  const first = await startTestNode([], path);
  const upload = await fetch(`${first.url}/a.txt`, { method: 'PUT', body: 'a' });
  const location = upload.headers.get('location') ?? '';

  const sameQueue = ['--storage', join(path, 'other-storage')];
  const sameStorage = ['--queue', join(path, 'other-queue')];
  for (const [named, args] of [
    ['--queue', sameQueue],
    ['--storage', sameStorage],
  ] as const) {
    const second = await runProgram(nodeArguments(path, args), { cwd: path });
    expect(second).toMatchObject({ status: 2, stdout: '' });
    expect(second.stderr).toMatch(
      new RegExp(`^cockatiel: ${named}: [^\\n]* in use [^\\n]*\n$`, 'u'),
    );
    expect(second.stderr).toContain(`process ${first.child.pid}`);
  }
  expect((await fetch(first.url + location)).status).toBe(200);

  expect(await first.stop('SIGKILL')).toBe('SIGKILL');
  const next = await startTestNode([], path);
  expect((await fetch(next.url + location)).status).toBe(200);
  expect(await next.stop()).toBe(0);
});

test('where nothing can lock a directory the start is refused in one line', async () => {
  const path = await useTestDirectory();
  const env = { PATH: join(path, 'empty') };
  const run = await runProgram(nodeArguments(path), { cwd: path, env });
  expect(run).toMatchObject({ status: 2, stdout: '' });
  expect(run.stderr).toMatch(/^cockatiel: --queue: [^\n]*flock[^\n]*\n$/u);
});

test('a directory that vanished is locked again with the write that makes it again', async () => {
  const path = await useTestDirectory();
  const first = await startTestNode([], path);
  await rm(first.queue, { recursive: true });
  await rm(first.storage, { recursive: true });
  const upload = await fetch(`${first.url}/a.txt`, { method: 'PUT', body: 'a' });
  expect(upload.status).toBe(201);
  for (const other of ['--storage', '--queue']) {
    const args = nodeArguments(path, [other, join(path, `other${other}`)]);
    const second = await runProgram(args, { cwd: path });
    expect(second.stderr).toContain(`process ${first.child.pid}`);
    expect(second.status).toBe(2);
  }
});
