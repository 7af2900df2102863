import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findFreePorts } from '../support/process/find-free-ports.ts';
import { type ProgramRun, type RunOptions, runProgram } from '../support/process/run-program.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const secret = 'correct-horse-battery-staple';

async function status(args: readonly string[], options?: Partial<RunOptions>): Promise<ProgramRun> {
  return await runProgram(['status', ...args], { cwd: await useTestDirectory(), ...options });
}

/** Two nodes that are peers. */
async function startPair(): Promise<[NodeProcess, NodeProcess]> {
  const [one, other] = await findFreePorts(2);
  const flags = (own?: number, peer?: number): string[] => [
    ...['--port', `${own}`],
    ...['--node', `http://127.0.0.1:${peer}`],
  ];
  return [await startTestNode(flags(one, other)), await startTestNode(flags(other, one))];
}

/** Runs it until it ends with this status. */
async function statusOnce(expected: number, args: readonly string[]): Promise<ProgramRun> {
  let run: ProgramRun | undefined;
  await expect
    .poll(async () => {
      run = await status(args);
      return run.status;
    })
    .toBe(expected);
  return run as ProgramRun;
}

test('nodes and their peers are listed, until one of them is down', async () => {
  const [node, peer] = await startPair();
  await fetch(`${node.url}/a`, { method: 'PUT', body: 'a' });
  const { stdout, stderr } = await statusOnce(0, [node.url, peer.url]);
  expect(stderr).toBe('');
  expect(stdout.replace(/127\.0\.0\.1:\d+/gu, 'host').replace(/ +/gu, ' ')).toBe(`\
NODE FILES SIZE DELETED SAME PENDING OLDEST STATE
host 1 1 B 0 In sync
 host 1 1 B 0 yes 0 - In sync
host 1 1 B 0 In sync
 host 1 1 B 0 yes 0 - In sync
`);
  await peer.stop('SIGKILL');
  const down = await statusOnce(1, [node.url]);
  expect(down.stdout).toMatch(/^ {2}127\.0\.0\.1:\d+ .* Down since \d\d:\d\d:\d\d$/mu);
  const gone = await status([peer.url]);
  expect(gone).toMatchObject({ status: 1, stderr: '' });
  expect(gone.stdout).toMatch(/ Down\n\n127\.0\.0\.1:\d+: connect ECONNREFUSED/u);
});

test('the environment says which node is meant, and JSON is for programs', async () => {
  const node = await startTestNode();
  const env = { COCKATIEL_PORT: `${node.port}`, COCKATIEL_HOST: '0.0.0.0' };
  const run = await status(['--json'], { env });
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse(run.stdout)).toMatchObject({
    inSync: true,
    nodes: [{ url: node.url, state: 'Up, without peers', files: 0, peers: [] }],
  });
});

test('a secret for operators, or else for readers, opens it', async () => {
  const cwd = await useTestDirectory();
  const file = join(cwd, 'secret');
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  const node = await startTestNode(['--operator-secret-file', file]);
  const locked = await status([node.url]);
  expect(locked.status).toBe(1);
  expect(locked.stdout).toMatch(
    / Unauthorized\n\n127\.0\.0\.1:\d+: it responded 401: --secret-file must have [^\n]+\n$/u,
  );
  expect(await status(['--secret-file', file, node.url])).toMatchObject({ status: 0 });
  const withUser = node.url.replace('http://', `http://any:${secret}@`);
  const open = await status([withUser]);
  expect(open).toMatchObject({ status: 0 });
  expect(open.stdout).not.toContain(secret);
  const env = { COCKATIEL_READ_SECRET: secret };
  expect(await status([node.url], { env })).toMatchObject({ status: 0 });
});

test('watching looks again and again until a signal', async () => {
  const node = await startTestNode();
  const run = await status(['--watch', '--json', node.url], {
    onStart: (child, printed) =>
      void expect
        .poll(() => printed().split('\n').length)
        .toBe(3)
        .then(() => child.kill('SIGINT')),
  });
  expect(run).toMatchObject({ signal: 'SIGINT', stderr: '' });
  const looks = run.stdout.trim().split('\n');
  for (const look of looks) expect(JSON.parse(look)).toMatchObject({ inSync: true });
});

test.each([
  ['status ftp://a', 'is not an http or https URL'],
  ['status --port 1', '--port'],
])('"cockatiel %s" is refused with status 2', async (line, named) => {
  const run = await runProgram(line.split(' '), { cwd: await useTestDirectory() });
  expect(run).toMatchObject({ status: 2, stdout: '' });
  expect(run.stderr).toMatch(/^cockatiel: [^\n]+\n$/u);
  expect(run.stderr).toContain(named);
});
