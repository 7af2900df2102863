import { type ChildProcess, spawn } from 'node:child_process';
import { patience } from '../patience.ts';
import { mainPath } from './start-process.ts';

/** How a run of the program ended. */
export interface ProgramRun {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The command that runs the program's file; Node.js by default. */
  readonly engine?: readonly string[];
  /** A command that becomes the process, such as `setpriv` with its flags. */
  readonly launcher?: readonly string[];
  /** Called with the process, and what it has printed so far on standard output. */
  readonly onStart?: (child: ChildProcess, printed: () => string) => void;
}

/**
 * Runs the program to its end. One that still serves once all patience is gone is ended, with
 * status null.
 */
export function runProgram(args: readonly string[], options: RunOptions): Promise<ProgramRun> {
  const { cwd, env = {}, launcher = [], onStart = () => undefined } = options;
  const { engine = [process.execPath] } = options;
  const [command = '', ...rest] = [...launcher, ...engine, mainPath, ...args];
  const child = spawn(command, rest, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patience.timeout,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  onStart(child, () => stdout);
  return new Promise((resolve) => {
    child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
}
