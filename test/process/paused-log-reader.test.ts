import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isListening } from '../support/http/open-connection.ts';
import { findFreePorts } from '../support/process/find-free-ports.ts';
import { type LogLine, logLinesOf } from '../support/process/log-lines.ts';
import { mainPath } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const requests = 2000;

/** A pipe holds 64 KiB, and the node keeps 1 MiB: each line of these requests has 1 KiB. */
const longName = 'a'.repeat(1000);

async function sendRequests(node: { readonly url: string }): Promise<void> {
  for (let sent = 0; sent < requests; sent += 20) {
    const batch = Array.from({ length: 20 }, () => fetch(`${node.url}/${longName}_1_2.txt`));
    for (const response of await Promise.all(batch)) await response.arrayBuffer();
  }
}

/** Reads what is in a pipe now. */
function readPipe(pipe: number): string {
  const buffer = Buffer.alloc(1024 * 1024);
  try {
    return buffer.toString('utf8', 0, readSync(pipe, buffer));
  } catch {
    return '';
  }
}

const isCount = ({ msg }: LogLine): boolean => /lines were dropped/u.test(String(msg));

test('a log reader that pauses stops nothing, and gets the number of dropped lines', async () => {
  const node = await startTestNode(['-v', '--no-fsync']);
  node.child.stdout?.pause();
  await sendRequests(node);
  expect((await fetch(`${node.url}/_status`)).status).toBe(200);
  expect((await fetch(`${node.url}/a.txt`, { method: 'PUT', body: 'a' })).status).toBe(201);

  node.child.stdout?.resume();
  await expect.poll(() => logLinesOf(node).filter(isCount)).toHaveLength(1);
  const lines = logLinesOf(node);
  const [count] = lines.filter(isCount);
  expect(count).toMatchObject({ level: 'warn', warningsAndErrors: 0 });
  const written = lines.filter(({ msg }) => msg === 'request').length;
  expect(written).toBeLessThan(requests);
  expect(written + Number(count?.['lines'])).toBeGreaterThanOrEqual(requests + 2);
  expect(await node.stop()).toBe(0);
});

test('SIGTERM ends a node whose log reader has paused', async () => {
  const node = await startTestNode(['-v']);
  node.child.stdout?.pause();
  await sendRequests(node);
  expect(await node.stop()).toBe(0);
});

test('what was logged before the end is read by a reader that returns just before it', async () => {
  const node = await startTestNode(['-v']);
  node.child.stdout?.pause();
  await sendRequests(node);
  const closed = once(node.child, 'close');
  const ended = node.stop();
  node.child.stdout?.resume();
  expect(await ended).toBe(0);
  await closed;
  expect(logLinesOf(node).filter(isCount)).toHaveLength(1);
});

// Node's own `pipe` is a socket; a shell's is a pipe.
test('a pipe that nobody reads stops nothing either', async () => {
  const cwd = await useTestDirectory();
  const [port = 0] = await findFreePorts(1);
  const path = join(cwd, 'pipe');
  execFileSync('mkfifo', [path]);
  const pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const writeEnd = openSync(path, constants.O_WRONLY);
  onTestFinished(() => [pipe, writeEnd].forEach(closeSync));
  const args = [mainPath, '-v', '--host', '127.0.0.1', '--port', `${port}`];
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', writeEnd, 'ignore'] });
  const ended = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  await expect.poll(() => isListening(port)).toBe(true);

  const url = `http://127.0.0.1:${port}`;
  await sendRequests({ url });
  expect((await fetch(`${url}/_status`)).status).toBe(200);
  let output = '';
  const readOn = (): string => {
    output += readPipe(pipe);
    return output;
  };
  await expect.poll(readOn).toMatch(/"msg":"lines were dropped/u);
  await sendRequests({ url });
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
