import { readFileSync } from 'node:fs';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeImmutable } from '../support/disk/make-immutable.ts';
import { linesOf } from '../support/process/log-lines.ts';
import { type ProgramRun, runProgram } from '../support/process/run-program.ts';
import { nodeArguments } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

function expectRefusal(run: ProgramRun, named: string): void {
  expect(run.stderr).toMatch(/^cockatiel: [^\n]+\n$/u);
  expect(run.stderr).toContain(named);
  expect(run).toMatchObject({ status: 2, stdout: '' });
}

test.each<[line: string, named: string, env?: NodeJS.ProcessEnv]>([
  ['--port x', '--port'],
  ['--portt 1', '--portt'],
  ['--node ftp://x', '--node'],
  ['serve --port', '--port'],
  ['', '--idle-timeout', { COCKATIEL_IDLE_TIMEOUT: 'long' }],
  ['--storage s --queue s', '--queue'],
  ['--storage s --queue s/q', '--queue'],
  ['--storage q/s --queue q', '--queue'],
  ['--storage ./s/../q/s --queue q/', '--queue'],
])('"%s" is refused with status 2 before anything is made', async (line, named, env = {}) => {
  const cwd = await useTestDirectory();
  const args = line === '' ? [] : line.split(' ');
  expectRefusal(await runProgram(args, { cwd, env }), named);
  expect(await readdir(cwd)).toEqual([]);
});

test('directories that contain each other only through a symbolic link are refused', async () => {
  const cwd = await useTestDirectory();
  await mkdir(join(cwd, 'files'));
  await symlink('files', join(cwd, 'link'));
  const args = ['--storage', 'files', '--queue', 'link/queue'];
  expectRefusal(await runProgram(args, { cwd }), '--queue');
  expect((await readdir(cwd, { recursive: true })).sort()).toEqual(['files', 'link']);
});

test.each(['storage', 'queue'])('a file in the place of --%s is refused', async (flag) => {
  const cwd = await useTestDirectory();
  await writeFile(join(cwd, 'file'), '');
  expectRefusal(await runProgram([`--${flag}`, 'file'], { cwd }), `--${flag}`);
  expectRefusal(await runProgram([`--${flag}`, 'file/below'], { cwd }), `--${flag}`);
  expect(await readdir(cwd)).toEqual(['file']);
});

test.each(['storage/.cockatiel', 'queue/journal', 'queue/lock/directory'])(
  'a start with a foreign file as %s is refused',
  async (path) => {
    const cwd = await useTestDirectory();
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), '');
    const run = await runProgram(nodeArguments(cwd), { cwd });
    expectRefusal(run, path.startsWith('queue') ? '--queue' : '--storage');
  },
);

test.for(['storage', 'queue'])('a --%s that nobody can write to is refused', async (flag, ctx) => {
  const cwd = await useTestDirectory();
  const directory = join(cwd, 'locked');
  await mkdir(directory);
  const undo = makeImmutable(directory);
  if (undo === undefined) return ctx.skip('chattr +i is not allowed here');
  try {
    expectRefusal(await runProgram([`--${flag}`, 'locked'], { cwd }), `--${flag}`);
    expectRefusal(await runProgram([`--${flag}`, 'locked/below'], { cwd }), `--${flag}`);
    expect(await readdir(cwd)).toEqual(['locked']);
  } finally {
    undo();
  }
});

test('a port that is in use is refused', async () => {
  const cwd = await useTestDirectory();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  expectRefusal(await runProgram(['-H', '127.0.0.1', '-p', `${port}`], { cwd }), '--port');
});

test('an address that this machine does not have is refused', async () => {
  const cwd = await useTestDirectory();
  expectRefusal(await runProgram(['--host', '203.0.113.1', '--port', '0'], { cwd }), '--host');
});

test('--help lists every flag with its default, and starts nothing', async () => {
  const cwd = await useTestDirectory();
  const { status, stdout, stderr } = await runProgram(['--help'], { cwd });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const flags = ['--port', '--host', '--storage', '--queue', '--url', '--node', '--proxy'];
  const more = ['--max-size', '--max-connections', '--idle-timeout', '--no-fsync', '--verbose'];
  for (const flag of [...flags, ...more, '--help', '--version', '-p', '-H', '-v', '-h']) {
    expect(stdout).toMatch(new RegExp(`^ .*${flag}\\b`, 'mu'));
  }
  for (const value of ['8080', '0.0.0.0', './data/storage', './data/queue', '4096', '60']) {
    expect(stdout).toContain(`Default: ${value}\n`);
  }
  expect(stdout).toContain('COCKATIEL_PORT');
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  expect(await readdir(cwd)).toEqual([]);
});

test.each([
  ['sign --help', '--expires-in <seconds>'],
  ['--help sign', '--expires-in <seconds>'],
  ['sign --name a -h', '--expires-in <seconds>'],
  ['verify --help', 'verify --storage <path>'],
  ['adopt --help', 'adopt --storage <path> [--queue <path>] [options] <source>...'],
  ['adopt -h --storage s a', 'Exit status:'],
  ['completion --help', 'completion bash|zsh'],
  ['completion bash', 'complete -o default -F _cockatiel cockatiel'],
  ['completion zsh', '#compdef cockatiel'],
  ['serve --help', 'Commands:'],
  ['serve --version', `cockatiel/${version} `],
])('"cockatiel %s" prints what was asked for, and starts nothing', async (line, text) => {
  const cwd = await useTestDirectory();
  const { status, stdout, stderr } = await runProgram(line.split(' '), { cwd });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain(text);
  expect(await readdir(cwd)).toEqual([]);
});

test.each([
  ['sign --name a', '--secret-file'],
  ['sign --name a --port 1', '--port'],
  ['completion', 'shell'],
  ['completion fish', 'fish'],
  ['completion bash zsh', 'zsh'],
  ['sing', 'sing'],
])('"cockatiel %s" is refused with status 2', async (line, named) => {
  expectRefusal(await runProgram(line.split(' '), { cwd: await useTestDirectory() }), named);
});

test('--help lists the other commands', async () => {
  const { stdout } = await runProgram(['--help'], { cwd: await useTestDirectory() });
  expect(stdout).toMatch(/^ {2}sign +Print a URL/mu);
  expect(stdout).toMatch(/^ {2}verify +Read all/mu);
  expect(stdout).toMatch(/^ {2}adopt +Copy/mu);
  expect(stdout).toMatch(/^ {2}completion +Print a completion script/mu);
});

test('--version says the version of the package', async () => {
  const { status, stdout } = await runProgram(['--version'], { cwd: await useTestDirectory() });
  expect(status).toBe(0);
  expect(stdout).toContain(version);
});

test('a node that listens prints one line with its URL, and applies its flags', async () => {
  const own = 'http://cdn.example.org/media';
  const peers = ['--node', `${own}/`, '--node', 'http://other.example.org'];
  const node = await startTestNode(['--url', own, ...peers]);
  const msg = `cockatiel listens on ${node.url} (version ${version})`;
  expect(linesOf(node)).toMatchObject([{ level: 'info', msg, url: node.url }]);
  const upload = await fetch(`${node.url}/a.txt`, { method: 'PUT', body: 'a' });
  expect(upload.headers.get('location')).toMatch(/^http:\/\/cdn\.example\.org\/media\/a_\d+_/u);
  const status = (await (await fetch(`${node.url}/_status`)).json()) as { queues: object };
  expect(Object.keys(status.queues)).toEqual(['http://other.example.org']);
  expect(await node.stop()).toBe(0);
});
