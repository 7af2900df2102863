import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startStubPeer } from '../support/cluster/stub-peer.ts';
import { sha1 } from '../support/disk/disk-view.ts';
import { findFreePorts } from '../support/process/find-free-ports.ts';
import { type ProgramRun, type RunOptions, runProgram } from '../support/process/run-program.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';
import { storedIn } from '../support/process/stored-tree.ts';

const secret = 'correct-horse-battery-staple';

/** Runs it in a directory, with `--node` for each URL. */
function put(
  cwd: string,
  urls: readonly string[],
  args: readonly string[],
  options?: Partial<RunOptions>,
): Promise<ProgramRun> {
  const nodes = urls.flatMap((url) => ['--node', url]);
  return runProgram(['put', ...nodes, ...args], { cwd, ...options });
}

/** A URL at which nothing listens. */
async function unusedUrl(): Promise<string> {
  const [port] = await findFreePorts(1);
  return `http://127.0.0.1:${port}`;
}

test('files and directories are stored under their paths, and the URL of each is printed', async () => {
  const cwd = await useTestDirectory();
  const node = await startTestNode();
  await mkdir(join(cwd, 'photos/deep er'), { recursive: true });
  await writeFile(join(cwd, 'photos/deep er/a.txt'), 'a');
  await writeFile(join(cwd, 'photos/empty'), '');
  await writeFile(join(cwd, 'b.txt'), 'b');
  const run = await put(cwd, [node.url], ['photos', 'b.txt']);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  const urls = run.stdout.split('\n').filter((line) => line !== '');
  const contents = await Promise.all(urls.map(async (url) => await (await fetch(url)).text()));
  expect(contents.sort()).toEqual(['', 'a', 'b']);
  const names = storedIn(node.storage).map((name) => name.replace(/_\d+_[0-9a-f]{40}/u, ''));
  expect(names).toEqual(['b.txt', 'photos/deep er/a.txt', 'photos/empty']);
  const named = await put(cwd, [`${node.url}/`], ['--names', '--as', 'x/y.txt', 'b.txt']);
  expect(named.stdout).toMatch(new RegExp(`^x/y_\\d+_${sha1('b')}\\.txt\\n$`, 'u'));
});

test('what can not be stored is named, all the rest is stored, and the status is 1', async () => {
  const cwd = await useTestDirectory();
  const node = await startTestNode(['--max-size', '10']);
  await mkdir(join(cwd, 'd'));
  await writeFile(join(cwd, 'd/a'), 'a');
  await writeFile(join(cwd, 'd/large'), 'a'.repeat(11));
  await writeFile(join(cwd, 'd/back\\slash'), 'a');
  await symlink('.', join(cwd, 'd/loop'));
  const { status, stdout, stderr } = await put(cwd, [node.url], ['absent', 'd']);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/d\/a_\d+_[0-9a-f]{40}\n$/u);
  const lines = stderr.split('\n').sort();
  expect(lines).toEqual([
    '',
    expect.stringMatching(/^cockatiel: 1 stored, 4 failed \(1 B in \d+ s\)$/u),
    'cockatiel: absent: ENOENT: no such file or directory',
    expect.stringMatching(/^cockatiel: d\/back\\slash: it responded 400: The name has .*\.$/u),
    expect.stringMatching(/^cockatiel: d\/large: it responded 413: /u),
    'cockatiel: d/loop: it is a link to a directory',
  ]);
});

test('where a node does not respond the next one is asked, and its URL is printed', async () => {
  const cwd = await useTestDirectory();
  const node = await startTestNode();
  const busy = await startStubPeer((_, response) => void response.writeHead(503).end());
  onTestFinished(busy.close);
  await writeFile(join(cwd, 'a'), 'a');
  const begin = performance.now();
  const run = await put(cwd, [await unusedUrl(), busy.url, node.url], ['a', 'a']);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(run.stdout.split('\n').slice(0, 2)).toEqual([
    expect.stringContaining(`${node.url}/a_`),
    expect.stringContaining(`${node.url}/a_`),
  ]);
  // Nothing waits for a response that can't come any more.
  expect(performance.now() - begin).toBeLessThan(40_000);
});

test('where no node responds, the reasons of all are given', async () => {
  const cwd = await useTestDirectory();
  await writeFile(join(cwd, 'a'), 'a');
  const [one, other] = [await unusedUrl(), await unusedUrl()];
  const { status, stdout, stderr } = await put(cwd, [one, other], ['a']);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^cockatiel: a: http:.*ECONNREFUSED[^;]*; http:.*ECONNREFUSED.*\n$/u);
});

test('a node that breaks off in the middle is no node to stay with', async () => {
  const cwd = await useTestDirectory();
  const node = await startTestNode();
  const breaking = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write('HTTP/1.1 100 Continue\r\n\r\n');
      socket.once('data', () => socket.destroy());
    });
  });
  await new Promise<void>((resolve) => breaking.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void breaking.close());
  const { port } = breaking.address() as { port: number };
  await writeFile(join(cwd, 'zeros'), Buffer.alloc(50_000_000));
  const run = await put(cwd, [`http://127.0.0.1:${port}`, node.url], ['zeros']);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(run.stdout).toContain(sha1('\0'.repeat(50_000_000)));
});

test('a secret comes from a file or the environment, and is missed where there is none', async () => {
  const cwd = await useTestDirectory();
  await writeFile(join(cwd, 'secret'), `${secret}\n`, { mode: 0o600 });
  await writeFile(join(cwd, 'a'), 'a');
  const node = await startTestNode(['--write-secret-file', join(cwd, 'secret')]);
  const without = await put(cwd, [node.url], ['a']);
  expect(without).toMatchObject({ status: 1, stdout: '' });
  expect(without.stderr).toMatch(/^cockatiel: a: it responded 401: .*--secret-file/u);
  expect(await put(cwd, [node.url], ['--secret-file', 'secret', 'a'])).toMatchObject({ status: 0 });
  const env = { COCKATIEL_WRITE_SECRET: secret, COCKATIEL_NODE: node.url };
  expect(await put(cwd, [], ['a'], { env })).toMatchObject({ status: 0, stderr: '' });
});

test('an interrupted run ends by the signal, and says what it did', async () => {
  const cwd = await useTestDirectory();
  const silent = await startStubPeer(() => undefined);
  onTestFinished(silent.close);
  await writeFile(join(cwd, 'a'), 'a');
  const run = await put(cwd, [silent.url], ['a'], {
    onStart: (child) =>
      void expect
        .poll(() => silent.requests.length)
        .toBe(1)
        .then(() => child.kill('SIGINT')),
  });
  expect(run).toMatchObject({ status: null, signal: 'SIGINT', stdout: '' });
  expect(run.stderr).toMatch(/^cockatiel: interrupted; 0 stored \(\d B in \d+ s\)\n$/u);
});

const timeProgram = '/usr/bin/time';

test.runIf(existsSync(timeProgram))('a large file is never held whole in memory', async () => {
  const cwd = await useTestDirectory();
  const node = await startTestNode(['--no-fsync', '--min-free', '0']);
  await writeFile(join(cwd, 'large'), '');
  await truncate(join(cwd, 'large'), 160 * 1024 * 1024);
  const launcher = [timeProgram, '-f', '%M', '-o', 'kibibytes'];
  expect(await put(cwd, [node.url], ['large'], { launcher })).toMatchObject({ status: 0 });
  expect(Number(await readFile(join(cwd, 'kibibytes'), 'utf8'))).toBeLessThan(150 * 1024);
});
