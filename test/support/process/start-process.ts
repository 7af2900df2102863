import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built program. */
export const mainPath = fileURLToPath(
  new URL('../../../dist/runtime/cli/cockatiel.cjs', import.meta.url),
);

/** A node running as a process of its own, with its directories. */
export interface NodeProcess {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** What holds `storage` and `queue`. */
  readonly directory: string;
  readonly storage: string;
  readonly queue: string;
  /** Everything printed so far, both streams together. */
  output(): string;
  /** Sends the signal and waits for the end; returns the exit code, or the signal that ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

/** An empty directory for one test, and its removal. */
export async function createTestDirectory(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'cockatiel-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/**
 * The flags that put a node on `<directory>/storage` and `<directory>/queue`, on a free port of
 * the loopback. A flag that `args` give is left out of these.
 */
export function nodeArguments(directory: string, args: readonly string[] = []): string[] {
  const own = [
    ['--host', '127.0.0.1'],
    ['--port', '0'],
    ['--storage', join(directory, 'storage')],
    ['--queue', join(directory, 'queue')],
  ];
  return [...own.filter(([flag = '']) => !args.includes(flag)).flat(), ...args];
}

/** What a process is started with beside its own flags. */
export interface ProcessOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** The command that runs the program's file; Node.js by default. */
  readonly engine?: readonly string[];
  /** A file to run in place of the program, with the same arguments. */
  readonly main?: string;
  /** Flags of Node's own, such as `--import`. */
  readonly nodeArgs?: readonly string[];
  /** A command that becomes the process, such as `prlimit` with its flags. */
  readonly launcher?: readonly string[];
}

/**
 * Starts the program on `<directory>/storage` and `<directory>/queue`, on a free port of the
 * loopback.
 */
export async function startProcess(
  directory: string,
  args: readonly string[] = [],
  options: ProcessOptions = {},
  onSpawn: (child: ChildProcess) => void = () => undefined,
): Promise<NodeProcess> {
  const storage = join(directory, 'storage');
  const queue = join(directory, 'queue');
  const { env = {}, nodeArgs = [], launcher = [], engine = [process.execPath] } = options;
  const own = [options.main ?? mainPath, ...nodeArguments(directory, args)];
  const [command = '', ...rest] = [...launcher, ...engine, ...nodeArgs, ...own];
  const child = spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  onSpawn(child);
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      const line = /listens on (\S+)/u.exec(output);
      if (line?.[1] !== undefined) resolve(line[1]);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('exit', (code) => reject(new Error(`It ended with ${code}: ${output}`)));
  });
  return {
    url,
    port: Number(new URL(url).port),
    child,
    directory,
    storage,
    queue,
    output: () => output,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const [code, killedBy] = await exit;
      return code ?? (killedBy as NodeJS.Signals);
    },
  };
}
