import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { patience } from '../support/patience.ts';
import { readDocuments } from '../support/process/documents.ts';
import { findFreePorts } from '../support/process/find-free-ports.ts';
import { readReasonsNotToRun, readShellBlocks } from '../support/process/shell-blocks.ts';
import { mainPath } from '../support/process/start-process.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

const npmCommands = ['ci', 'install', 'pack', 'start', 'test'];
const documents = readDocuments().map(({ path, text }) => ({
  path,
  blocks: readShellBlocks(text),
  reasons: readReasonsNotToRun(text),
}));

/** What the commands of each document print, beside ending well. */
const outputs: Readonly<Record<string, readonly RegExp[]>> = {
  'README.md': [/^201 \/greetings\/hello_\d+_[\da-f]{40}\.txt$/mu],
  'docs/command-line.md': [
    /^hello$/mu,
    /^deleted\tphotos\/2026\/hello_/mu,
    / Up, without peers$/mu,
  ],
  'docs/configuration.md': [/"queues":\{\}/u, /201 Created/u],
  'docs/http-api.md': [/hello\nhell/u, /"queues":\{\}/u],
  'docs/operating.md': [/^hello$[\s\S]*^hello$/mu],
  'docs/signed-urls.md': [
    /^\/photos\/cat\.jpg\?expires=\d+&max-size=5242880&type=image\/\*&signature=[\da-f]{64}$/mu,
    /e261a6b00ca6830e6b0a1a98e306a314a4eea8e8e1db7608c0d40d288d6ff4cc/u,
  ],
};

const withCommands = documents
  .map(({ path, blocks }) => ({ path, script: blocks.map(({ script }) => script).join('\n') }))
  .filter(({ script }) => script.trim() !== '');

test('all documents with commands are listed here, with what they print', () => {
  expect(withCommands.map(({ path }) => path)).toEqual(Object.keys(outputs));
});

test.each(withCommands)('every command in $path runs as printed', async ({ path, script }) => {
  const { status, output } = await run(script);
  expect(status, output).toBe(0);
  for (const expected of outputs[path] ?? []) expect(output).toMatch(expected);
});

test('the blocks that no test can run are these, each with its reason', () => {
  const counts = documents
    .filter(({ reasons }) => reasons.length > 0)
    .map(({ path, reasons }) => [path, reasons.length]);
  expect(counts).toEqual([
    ['docs/operating.md', 4],
    ['docs/runbook.md', 1],
    ['docs/three-hosts.md', 6],
  ]);
});

test.each(documents)('every npm script that $path names exists', ({ blocks }) => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    scripts: Record<string, string>;
  };
  const lines = blocks.flatMap(({ checkout }) => checkout);
  const named = lines.flatMap((line) => [...line.matchAll(/\bnpm (?:run )?([\w:-]+)/gu)]);
  for (const [command, script = ''] of named) {
    const isKnown = script in scripts || (npmCommands.includes(script) && !/ run /u.test(command));
    expect(isKnown, command).toBe(true);
  }
});

test.each(withCommands)('$path starts no node through npx in the background', ({ script }) => {
  // In a terminal npx asks before it installs, and the shell stops a job that asks.
  expect(script.match(/^.*\bnpx\b.*&$/gmu)).toBeNull();
});

/**
 * Runs commands in an empty directory, on free ports instead of those printed. In place of what
 * `npm install -g` would have installed stands the program of this checkout. Nothing else is
 * changed: that a node listens before it is used is the affair of the commands.
 */
async function run(script: string): Promise<{ status: unknown; output: string }> {
  const directory = await useTestDirectory();
  const bin = await useTestDirectory();
  await symlink(mainPath, join(bin, 'cockatiel'));
  const printed = [...new Set(script.match(/\b808\d\b/gu) ?? [])];
  const ports = await findFreePorts(printed.length);
  const portOf = new Map(printed.map((port, index) => [port, String(ports[index])]));
  const commands = script.replace(/\b808\d\b/gu, (port) => portOf.get(port) ?? port);

  const shell = spawn('bash', ['-c', `${prologue}\n${commands}`], {
    cwd: directory,
    env: { ...process.env, PATH: `${bin}:${dirname(process.execPath)}:${process.env['PATH']}` },
    stdio: ['ignore', 'pipe', 'pipe'],
    // The commands wait for a node for as long as it takes.
    timeout: 2 * patience.timeout,
  });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [status] = await once(shell, 'close');
  return { status, output };
}

/** Ends at the first command that fails, and ends what was left running. */
const prologue = `set -e -o pipefail
trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT`;
