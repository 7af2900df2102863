import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { withinTheContract } from '../support/cluster/start-test-cluster.ts';
import { isListening } from '../support/http/open-connection.ts';
import { startSlowUpload } from '../support/http/slow-upload.ts';
import { findFreePorts } from '../support/process/find-free-ports.ts';
import { descendantsOf, isRunning } from '../support/process/process-tree.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A `node` that makes a file `waits`, and runs the script of `npm start` once there is a `go`. */
const slowNode = `#!/bin/sh
case "$1" in scripts/*) touch waits; until [ -e go ]; do sleep 0.05; done ;; esac
exec '${process.execPath}' "$@"
`;

/**
 * Runs `npm start` in a directory like a checkout, where the files of its nodes may stay, and waits
 * for so many processes.
 */
async function startNpm({ processes = 4, bin = '' } = {}) {
  const [first = 0, ...others] = await findFreePorts(3);
  const cwd = await useTestDirectory();
  await copyFile(join(root, 'package.json'), join(cwd, 'package.json'));
  await symlink(join(root, 'scripts'), join(cwd, 'scripts'));
  const path = bin === '' ? process.env.PATH : `${bin}:${process.env.PATH}`;
  const env = { ...process.env, PATH: path, npm_config_update_notifier: 'false' };
  const npm = spawn('npm', ['start', '--', `${first}`], { cwd, env });
  const pid = Number(npm.pid);
  const ended = once(npm, 'exit');
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  let started: readonly number[] = [];
  onTestFinished(async () => {
    for (const id of started.filter(isRunning)) process.kill(id, 'SIGKILL');
    npm.kill('SIGKILL');
    await ended;
  });
  const descendants = (): readonly number[] => {
    started = [...new Set([...started, ...descendantsOf(pid)])];
    return started;
  };
  await expect
    .poll(() => descendants().length, withinTheContract)
    .toBeGreaterThanOrEqual(processes);
  const [script = 0] = started;
  return {
    cwd,
    ports: [first, ...others],
    npm: pid,
    script,
    /** The script, the nodes, and what else they started. */
    descendants,
    output: () => output,
  };
}

test.each([
  ['SIGTERM', 'npm'],
  ['SIGKILL', 'npm'],
  ['SIGHUP', 'npm'],
  ['SIGTERM', 'script'],
  ['SIGKILL', 'script'],
] as const)('%s to the %s of npm start ends all nodes cleanly', async (signal, whom) => {
  const started = await startNpm();
  await expect.poll(started.output, withinTheContract).toMatch(/Ctrl-C/u);
  const descendants = started.descendants();
  const upload = await startSlowUpload(started.ports[1] ?? 0);
  process.kill(started[whom], signal);
  for (const port of started.ports)
    await expect.poll(() => isListening(port), withinTheContract).toBe(false);
  expect(await upload.finish()).toMatch(/^HTTP\/1\.1 201 /u);
  await expect.poll(() => descendants.filter(isRunning), withinTheContract).toEqual([]);
});

test.each(['npm', 'script'] as const)(
  'SIGKILL to the %s of npm start ends nodes that do not listen yet',
  async (whom) => {
    const started = await startNpm();
    const descendants = started.descendants();
    process.kill(started[whom], 'SIGKILL');
    await expect.poll(() => descendants.filter(isRunning), withinTheContract).toEqual([]);
    for (const port of started.ports) expect(await isListening(port)).toBe(false);
  },
);

test('SIGKILL to the npm of npm start ends a script that Node has not begun to run', async () => {
  const bin = await useTestDirectory();
  await writeFile(join(bin, 'node'), slowNode, { mode: 0o755 });
  const started = await startNpm({ processes: 1, bin });
  await expect.poll(() => existsSync(join(started.cwd, 'waits')), withinTheContract).toBe(true);
  process.kill(started.npm, 'SIGKILL');
  await expect.poll(() => isRunning(started.npm), withinTheContract).toBe(false);
  await writeFile(join(started.cwd, 'go'), '');
  await expect.poll(() => isRunning(started.script), withinTheContract).toBe(false);
  expect(started.output()).not.toContain('listens on');
  for (const port of started.ports) expect(await isListening(port)).toBe(false);
});
