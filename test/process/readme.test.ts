import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readShellBlocks, splitCheckoutLines } from '../support/process/shell-blocks.ts';
import { mainPath } from '../support/process/start-process.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

const printedPort = 8080;
const npmCommands = ['ci', 'install', 'start', 'test'];

function readBlocks(file: string): Array<ReturnType<typeof splitCheckoutLines>> {
  return readShellBlocks(readFileSync(file, 'utf8')).map(splitCheckoutLines);
}

test('every command in README runs as printed', async () => {
  const directory = await useTestDirectory();
  const bin = await useTestDirectory();
  await symlink(mainPath, join(bin, 'cockatiel'));
  const port = await choosePort();
  const printed = readBlocks('README.md').map(({ script }) => script);
  const commands = printed.join('\n').replaceAll(`${printedPort}`, `${port}`);
  expect(commands).toContain('cockatiel ');
  expect(commands).toContain('curl ');

  const shell = spawn('bash', ['-c', `${prologue(port)}\n${waitForNodes(commands)}`], {
    cwd: directory,
    env: { ...process.env, PATH: `${bin}:${dirname(process.execPath)}:${process.env['PATH']}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [status] = await once(shell, 'close');
  expect(status, output).toBe(0);
  expect(output).toContain('hello');
});

test.each(['README.md', 'CONTRIBUTING.md'])('every npm script that %s names is there', (file) => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    scripts: Record<string, string>;
  };
  const lines = readBlocks(file).flatMap(({ checkout }) => checkout);
  const named = lines.flatMap((line) => [...line.matchAll(/\bnpm (?:run )?([\w:-]+)/gu)]);
  for (const [command, script = ''] of named) {
    const isKnown = script in scripts || (npmCommands.includes(script) && !/ run /u.test(command));
    expect(isKnown, command).toBe(true);
  }
});

/** Ends at the first command that fails, and ends what was left running. */
function prologue(port: number): string {
  return `set -e -o pipefail
trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT
wait_until_ready() {
  for attempt in {1..200}; do
    if curl -s -o /dev/null http://127.0.0.1:${port}/_status; then return 0; fi
    sleep 0.05
  done
  return 1
}`;
}

/** People take longer than a start takes; a script has to look. */
function waitForNodes(commands: string): string {
  return commands.replace(/&$/gmu, '&\nwait_until_ready');
}

/** The port printed, or another one where that is taken. */
async function choosePort(): Promise<number> {
  return (await tryPort(printedPort)) ?? (await tryPort(0)) ?? printedPort;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address() as { port: number };
      server.close(() => resolve(taken));
    });
  });
}
