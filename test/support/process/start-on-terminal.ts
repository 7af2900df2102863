import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
  /** Closes the terminal. */
  closeTerminal(): void;
  signal(signal: NodeJS.Signals): void;
  isRunning(): boolean;
}

const polling = { timeout: 20_000 };

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
  // The shell becomes the node, so their process ids are the same.
  const program = [process.execPath, mainPath, ...flags].map((word) => `'${word}'`).join(' ');
  const command = `echo $$ > pid; exec ${launcher} ${program}`;
  const terminal = spawn('script', ['-qfc', command, '/dev/null'], {
    cwd,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let shown = '';
  terminal.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
  });
  const exit = once(terminal, 'exit');
  await expect.poll(() => isListening(port), polling).toBe(true);
  const pid = Number(await readFile(join(cwd, 'pid'), 'utf8'));
  const isRunning = (): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  onTestFinished(async () => {
    if (isRunning()) process.kill(pid, 'SIGKILL');
    terminal.kill('SIGKILL');
    await exit;
  });
  return {
    port,
    shown: () => shown,
    nohupOutput: () => readFile(join(cwd, 'nohup.out'), 'utf8'),
    closeTerminal: () => void terminal.kill('SIGKILL'),
    signal: (signal) => void process.kill(pid, signal),
    isRunning,
  };
}
