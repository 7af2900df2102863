import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mountReadOnly } from '../support/disk/mount-read-only.ts';
import { type ProgramRun, type RunOptions, runProgram } from '../support/process/run-program.ts';
import { mainPath } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';
import { plantFile, plantSparseFile, snapshotOf } from '../support/process/stored-tree.ts';

const isRoot = process.geteuid?.() === 0;
const asNobody = ['setpriv', '--reuid=65534', '--clear-groups'];

function verify(
  cwd: string,
  args: readonly string[] = [],
  options?: Partial<RunOptions>,
): Promise<ProgramRun> {
  return runProgram(['verify', '--storage', 'files', ...args], { cwd, ...options });
}

/** A directory with a storage of three files in `files`, and their names. */
async function setUp(): Promise<{ cwd: string; files: string; names: [string, string, string] }> {
  const cwd = await useTestDirectory();
  const files = join(cwd, 'files');
  await mkdir(join(files, '.cockatiel'), { recursive: true });
  const a = await plantFile(files, 'a', 'a');
  const b = await plantFile(files, 'dir/b', 'b');
  const c = await plantFile(files, 'dir/deeper/c', 'c'.repeat(300_000));
  return { cwd, files, names: [a, b, c] };
}

test('where all files are intact it says nothing without a terminal, and ends with 0', async () => {
  const { cwd } = await setUp();
  expect(await verify(cwd)).toMatchObject({ status: 0, stdout: '', stderr: '' });
  const { status, stdout, stderr } = await verify(cwd, ['--verbose']);
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  expect(stderr).toMatch(/^cockatiel: files: 3 intact \(293 KiB in \d+ s\)\n$/u);
});

test('each file that is not right has a line, and the status is 1', async () => {
  const { cwd, files, names } = await setUp();
  const [a, b, c] = names;
  writeFileSync(join(files, a), 'A');
  await truncate(join(files, c), 299_999);
  await writeFile(join(files, 'notes.txt'), 'no stored file');
  const run = await verify(cwd);
  expect(run.status).toBe(1);
  expect(run.stdout.split('\n').sort()).toEqual(['', `corrupt\t${a}`, `corrupt\t${c}`]);
  expect(run.stderr).toMatch(/^cockatiel: files: 1 intact, 2 corrupt, 1 other \(.*\)\n$/u);
  const verbose = await verify(cwd, ['-v']);
  expect(verbose.status).toBe(1);
  expect(verbose.stdout.split('\n')).toContain('other\tnotes.txt');
  expect(verbose.stdout).not.toContain(b);
});

test.runIf(isRoot)('what can not be read is a kind of its own, with the reason', async () => {
  const { cwd, files, names } = await setUp();
  const [a] = names;
  for (const directory of [cwd, files]) chmodSync(directory, 0o755);
  chmodSync(join(files, a), 0o600);
  chmodSync(join(files, 'dir/deeper'), 0o700);
  await mkdir(join(files, 'lost+found'), { mode: 0o700 });
  const run = await verify(cwd, [], { launcher: asNobody });
  expect(run.status).toBe(1);
  const denied = 'EACCES: permission denied';
  expect(run.stdout.split('\n').sort()).toEqual([
    '',
    `unreadable\t${a}\t${denied}`,
    `unreadable\tdir/deeper\t${denied}`,
  ]);
  expect(run.stderr).toContain('1 intact, 2 unreadable, 1 other');
});

test('it changes nothing, and needs to write nothing', async (ctx) => {
  const { cwd, files, names } = await setUp();
  writeFileSync(join(files, names[0]), 'A');
  const before = snapshotOf(files);
  expect((await verify(cwd)).status).toBe(1);
  expect(snapshotOf(files)).toEqual(before);
  const undo = mountReadOnly(files);
  if (undo === undefined) return ctx.skip('mounting is not allowed here');
  onTestFinished(undo);
  expect((await verify(cwd)).status).toBe(1);
});

test('a node on the directory goes on meanwhile, and is no reason for a finding', async () => {
  const cwd = await useTestDirectory();
  const node = await startTestNode(['--storage', join(cwd, 'files')], cwd);
  let isOver = false;
  let uploads = 0;
  const traffic = (async () => {
    while (!isOver) {
      const body = `${uploads}`.repeat(10_000);
      const upload = await fetch(`${node.url}/${uploads % 7}/x`, { method: 'PUT', body });
      expect(upload.status).toBe(201);
      const url = node.url + upload.headers.get('location');
      if (uploads % 2 === 0) await fetch(url, { method: 'DELETE' });
      uploads += 1;
    }
  })();
  const runs: ProgramRun[] = [];
  while (runs.length < 5) runs.push(await verify(cwd, ['-v']));
  isOver = true;
  await traffic;
  for (const run of runs) expect(run).toMatchObject({ status: 0, stdout: '' });
  expect(uploads).toBeGreaterThan(10);
  expect(await node.stop()).toBe(0);
});

test.each([
  ['verify', '--storage: give the path'],
  ['verify --storage=', '--storage'],
  ['verify --storage absent', '"absent" is not a directory'],
  ['verify --storage file', '"file" is not a directory'],
  ['verify --storage empty', 'is its disk mounted?'],
  ['verify --storage foreign', 'is its disk mounted?'],
  ['verify --storage empty more', 'more'],
  ['verify --storage empty --json', '--json'],
])('"cockatiel %s" is refused with status 2 and changes nothing', async (line, named) => {
  const cwd = await useTestDirectory();
  await writeFile(join(cwd, 'file'), '');
  for (const directory of ['empty', 'foreign']) await mkdir(join(cwd, directory));
  await writeFile(join(cwd, 'foreign', 'notes.txt'), '');
  const before = snapshotOf(cwd);
  const run = await runProgram(line.split(' '), { cwd });
  expect(run).toMatchObject({ status: 2, stdout: '' });
  expect(run.stderr).toMatch(/^cockatiel: [^\n]+\n$/u);
  expect(run.stderr).toContain(named);
  expect(snapshotOf(cwd)).toEqual(before);
});

test('a new storage without files is all right', async () => {
  const cwd = await useTestDirectory();
  const node = await startTestNode(['--storage', join(cwd, 'files')], cwd);
  expect(await verify(cwd)).toMatchObject({ status: 0, stdout: '', stderr: '' });
  await node.stop();
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it at once, by that signal', async (signal) => {
  const { cwd, files } = await setUp();
  await plantSparseFile(files, '500G');
  await writeFile(join(files, 'notes.txt'), '');
  const run = await verify(cwd, ['-v'], {
    onStart(child, printed) {
      const timer = setInterval(() => {
        if (!printed().includes('notes.txt')) return;
        clearInterval(timer);
        child.kill(signal);
      }, 10);
    },
  });
  expect(run.signal).toBe(signal);
  expect(run.stderr).toMatch(/^cockatiel: interrupted; files: \d intact.*\n$/u);
});

test('a reader of the list that goes away ends it with status 2', async () => {
  const { cwd, files } = await setUp();
  for (const name of readdirSync(files))
    if (name.endsWith('.txt')) writeFileSync(join(files, name), 'x');
  const command = `'${process.execPath}' '${mainPath}' verify --storage files | true; echo "\${PIPESTATUS[0]}"`;
  const output = execFileSync('bash', ['-c', command], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  expect(output).toBe('2\n');
});

test.each([80, 40])('on a terminal of %d columns it draws a bar that fits', async (columns) => {
  const { cwd, files, names } = await setUp();
  writeFileSync(join(files, names[0]), 'A');
  await plantSparseFile(files, '512M');
  const command = `stty cols ${columns}; '${process.execPath}' '${mainPath}' verify --storage files`;
  const terminal = spawn('script', ['-qec', command, '/dev/null'], {
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let shown = '';
  terminal.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
  });
  const [status] = await once(terminal, 'close');
  expect({ status, shown }).toMatchObject({ status: 1 });
  const drawn = shown.split(/[\r\n]+/u);
  expect(drawn).toContain(`corrupt\t${names[0]}`);
  const bars = drawn.filter((text) => /^ *\d+% \[/u.test(text));
  expect(bars.length).toBeGreaterThan(0);
  for (const bar of bars) expect(bar.trimEnd().length).toBeLessThan(columns);
  expect(drawn.findLast((text) => text !== '')).toMatch(/^cockatiel: files: 2 intact, 2 corrupt/u);
});
