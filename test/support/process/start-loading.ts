import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { mainPath } from './start-process.ts';

/** The program while it starts. */
export interface LoadingProcess {
  /** Sends a signal to the program itself, and then lets it go on. */
  signal(signal: NodeJS.Signals): void;
  /** Lets it load the rest. */
  goOn(): void;
  /** Everything printed so far, both streams together. */
  output(): string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Holds the program where it has begun to load its modules. */
const hold = fileURLToPath(new URL('hold-loading.cjs', import.meta.url));

/** Root needs no user namespace; others may not be allowed to make one. */
const asInit = [
  'unshare',
  ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']),
  ...['--pid', '--fork', '--kill-child'],
];

/** Whether this machine lets a process be the first of a namespace, as in a container. */
export function canStartAsInit(): boolean {
  const [command = '', ...rest] = [...asInit, 'true'];
  try {
    execFileSync(command, rest, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts the program, and resolves as soon as it loads its modules, before a command runs. It
 * is held there until a signal is sent. As `init` it is the first process of a namespace.
 */
export async function startLoading(
  args: readonly string[],
  cwd: string,
  as: 'init' | 'any process',
): Promise<LoadingProcess> {
  const launcher = as === 'init' ? asInit : [];
  const engine = [process.execPath, '--require', hold];
  const [command = '', ...rest] = [...launcher, ...engine, mainPath, ...args];
  const child = spawn(command, rest, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  const pid = (): number => (as === 'init' ? onlyChildOf(child.pid) : Number(child.pid));
  await expect.poll(() => existsSync(join(cwd, 'loads')), { interval: 5 }).toBe(true);
  const goOn = (): void => writeFileSync(join(cwd, 'go'), '');
  return {
    signal(signal) {
      process.kill(pid(), signal);
      goOn();
    },
    goOn,
    output: () => output,
    ended: exit.then(([code, signal]) => code ?? (signal as NodeJS.Signals)),
  };
}

function onlyChildOf(pid: number | undefined): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
}
