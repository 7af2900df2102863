import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sha1 } from '../support/disk/disk-view.ts';
import { runProgram } from '../support/process/run-program.ts';
import { nodeArguments } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const isRoot = process.geteuid?.() === 0;
const nobody = 65_534;

describe.runIf(isRoot)('an entry of the queue directory that the node may not read', () => {
  test.each(['lost+found', 'foreign', 'httppeer8080'])(
    '%s does not prevent a start',
    async (name) => {
      const directory = await useTestDirectory();
      const queue = join(directory, 'queue');
      await mkdir(join(queue, name), { recursive: true, mode: 0o700 });
      await mkdir(join(queue, 'httpother8080'), { mode: 0o755 });
      await writeFile(join(queue, 'httpother8080', 'q-1'), '{}', { mode: 0o600 });
      // The entry names a file, so an empty storage would be refused.
      await mkdir(join(directory, 'storage'));
      await writeFile(join(directory, 'storage', `kept_1_${sha1('')}`), '');
      for (const path of [directory, queue, join(directory, 'storage')])
        await chown(path, nobody, nobody);
      await chmod(directory, 0o755);
      const launcher = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
      const node = await startTestNode([], directory, { launcher });
      const upload = await fetch(`${node.url}/a.txt`, { method: 'PUT', body: 'a' });
      expect(upload.status).toBe(201);
    },
  );
});

describe('a directory that the system does not lock', () => {
  test.each([
    ['flock: 3: No locks available', 71],
    ['flock: flock: No locks available', 1],
    ['flock: 3: Function not implemented', 71],
  ])('is refused with the reason: %s', async (printed, status) => {
    const path = await useTestDirectory();
    const bin = join(path, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'flock'), `#!/bin/sh\necho '${printed}' >&2\nexit ${status}\n`);
    chmodSync(join(bin, 'flock'), 0o755);
    const env = { PATH: `${bin}:${process.env['PATH']}` };
    const run = await runProgram(nodeArguments(path), { cwd: path, env });
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toContain(printed);
    expect(run.stderr).toMatch(/^cockatiel: --queue: [^\n]*\n$/u);
    expect(run.stderr).not.toContain('util-linux');
  });
});

test.each(['--storage', '--queue'])('%s below /proc is refused', async (flag) => {
  const path = await useTestDirectory();
  for (const where of ['/proc/cockatiel', '/proc/cockatiel/deep/er', '/proc/1/cockatiel']) {
    const run = await runProgram(nodeArguments(path, [flag, where]), { cwd: path });
    expect([where, run.status, run.stdout]).toEqual([where, 2, '']);
    expect(run.stderr).toMatch(new RegExp(`^cockatiel: ${flag}: [^\\n]*\n$`, 'u'));
  }
});
