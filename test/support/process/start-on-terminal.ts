import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { isListening } from '../http/open-connection.ts';
import { findFreePorts } from './find-free-ports.ts';
import { mainPath, nodeArguments } from './start-process.ts';
import { useTestDirectory } from './start-test-node.ts';

/** A node that was started in a terminal, and listens. */
export interface TerminalNode {
  readonly port: number;
  /** What the terminal shows, its control characters included. */
  shown(): string;
  /** What `nohup` put into its file. */
  nohupOutput(): Promise<string>;
  /** Closes the terminal. The shell there passes the signal on to nobody. */
  closeTerminal(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  isRunning(): boolean;
  /** The status that the node ended with, as a shell shows it: 128 more than a signal. */
  exitStatus(): Promise<number>;
}

/**
 * What the shell on the terminal does with the program: without `&` it would not see the hang-up,
 * and behind `&` standard input must be given again. A hang-up interrupts `wait`.
 */
const runInShell = (program: string): string => `
trap 'touch hung-up' HUP
exec 3<&0
${program} <&3 3<&- & node=$!
echo $node > pid
while :; do
  wait $node
  status=$?
  kill -0 $node 2> /dev/null || break
done
echo $status > status.new
mv status.new status
`;

/**
 * Starts a node as the foreground process of a terminal of its own, by a command such as `nohup`
 * if `launcher` has one.
 */
export async function startOnTerminal(
  args: readonly string[] = [],
  launcher = '',
): Promise<TerminalNode> {
  const [port = 0] = await findFreePorts(1);
  const cwd = await useTestDirectory();
  const flags = nodeArguments(cwd, ['--port', `${port}`, ...args]);
  const program = [process.execPath, mainPath, ...flags].map((word) => `'${word}'`).join(' ');
  const command = runInShell(`${launcher} ${program}`);
  const terminal = spawn('script', ['-qfc', command, '/dev/null'], {
    cwd,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let shown = '';
  terminal.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
  });
  const exit = once(terminal, 'exit');
  await expect.poll(() => isListening(port)).toBe(true);
  const pid = Number(await readFile(join(cwd, 'pid'), 'utf8'));
  const isRunning = (): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  async function exitStatus(): Promise<number> {
    await expect.poll(() => existsSync(join(cwd, 'status'))).toBe(true);
    return Number(await readFile(join(cwd, 'status'), 'utf8'));
  }
  onTestFinished(async () => {
    if (isRunning()) process.kill(pid, 'SIGKILL');
    await exitStatus();
    terminal.kill('SIGKILL');
    await exit;
  });
  return {
    port,
    shown: () => shown,
    nohupOutput: () => readFile(join(cwd, 'nohup.out'), 'utf8'),
    async closeTerminal() {
      terminal.kill('SIGKILL');
      await expect.poll(() => existsSync(join(cwd, 'hung-up'))).toBe(true);
    },
    signal: (signal) => void process.kill(pid, signal),
    isRunning,
    exitStatus,
  };
}
