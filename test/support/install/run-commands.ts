import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface CommandsRun {
  readonly status: number | null;
  /** Both streams together. */
  readonly output: string;
}

export interface RunCommandsOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** After which they are ended. */
  readonly timeoutMs: number;
}

/** Runs commands as bash does that ends at the first one that fails, and stops its jobs then. */
export async function runCommands(
  commands: string,
  { cwd, env = {}, timeoutMs }: RunCommandsOptions,
): Promise<CommandsRun> {
  const shell = spawn('bash', ['-c', `${prologue}\n${commands}`], {
    cwd,
    env: { ...withoutNpm(process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
  });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [status] = (await once(shell, 'close')) as [number | null];
  return { status, output };
}

/** npm runs these tests itself, and sets variables that are not meant for the npm that they run. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_/iu.test(name)));
}

const prologue = `set -e -o pipefail
trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT`;
