import { execFile } from 'node:child_process';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { version } from '../../runtime/node/version.ts';
import { installPackage } from '../support/process/install-package.ts';
import { createTestDirectory, mainPath } from '../support/process/start-process.ts';
import { startTestNode } from '../support/process/start-test-node.ts';
import { bun, deno } from './engine-paths.ts';

const run = promisify(execFile);
let directory: string;

beforeAll(async () => {
  const { path, remove } = await createTestDirectory();
  directory = path;
  await installPackage(path);
  const manifest = { private: true, dependencies: { 'cockatiel-server': version } };
  await writeFile(join(path, 'package.json'), JSON.stringify(manifest));
  return remove;
});

test('bun makes one executable of the program, which serves', async () => {
  const file = join(directory, 'cockatiel');
  const [command = ''] = bun;
  await run(command, ['build', '--compile', mainPath, '--outfile', file]);
  const { size } = await stat(file);
  process.stdout.write(`the executable has ${Math.round(size / 1_000_000)} MB\n`);
  const node = await startTestNode([], undefined, { engine: [], main: file });
  expect((await fetch(`${node.url}/a`, { method: 'PUT', body: 'a' })).status).toBe(201);
  expect(await node.stop()).toBe(0);
});

test.each([
  ['bunx --bun cockatiel', [...bun, 'x', '--bun', 'cockatiel'], 'bun'],
  ['deno run npm:cockatiel-server', [...deno, 'npm:cockatiel-server'], 'deno'],
])('%s starts the program that is installed, on that engine', async (_line, command, engine) => {
  const [file = '', ...args] = [...command, '--version'];
  const { stdout } = await run(file, args, { cwd: directory });
  expect(stdout).toContain(`cockatiel/${version}`);
  expect(stdout).toContain(`${engine}-v`);
});
