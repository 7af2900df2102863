import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import type { NodeProcess, ProcessOptions } from './start-process.ts';

/** A strace that follows a process. */
export interface Strace {
  /** Detaches from the process; returns what was seen of it, a line for each call. */
  detach(): Promise<string>;
  /** Ends it; sometimes strace waits for ever for a process that died while it was traced. */
  abandon(): Promise<void>;
}

/** strace counts calls for each thread: with one for the disk, the third call is the third call. */
export const oneDiskThread: ProcessOptions = { env: { UV_THREADPOOL_SIZE: '1' } };

/** Why tests that need it are skipped where it can't be had. */
export const noStrace = 'strace is not installed, or may not be attached to a process here';

/**
 * Attaches to a running node with strace's expressions, such as `inject=fsync:error=EIO:when=2`,
 * from whose first call on it counts; `undefined` where that is not possible.
 */
export async function attachStrace(
  { child }: NodeProcess,
  expressions: readonly string[],
): Promise<Strace | undefined> {
  const flags = expressions.flatMap((expression) => ['-e', expression]);
  const strace = spawn('strace', ['-f', '-p', `${child.pid}`, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => {
    strace.once('close', () => resolve()).once('error', () => resolve());
  });
  onTestFinished(() => void strace.kill('SIGKILL'));
  let seen = '';
  const attached = new Promise<boolean>((resolve) => {
    strace.stderr.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (/Process \d+ attached/u.test(seen)) resolve(true);
    });
    void ended.then(() => resolve(false));
  });
  if (!(await attached)) return undefined;
  return {
    async detach() {
      strace.kill('SIGINT');
      await ended;
      return seen;
    },
    async abandon() {
      strace.kill('SIGKILL');
      await ended;
    },
  };
}
