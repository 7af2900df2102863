import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, type TestContext, vi } from 'vitest';
import { isListening } from '../http/open-connection.ts';
import { patience } from '../patience.ts';

const run = promisify(execFile);

/** Debian keeps servers where only root's PATH leads. */
const env = { ...process.env, PATH: [process.env['PATH'], '/usr/sbin'].join(delimiter) };

/** How a server is checked and started. */
export interface FrontCommand {
  readonly program: string;
  /** With these it checks its configuration, and exits with 0. */
  readonly check: readonly string[];
  readonly start: readonly string[];
  readonly directory: string;
  /** Where it listens once it is ready. */
  readonly port: number;
  /** Ends it, and all its processes. */
  readonly signal: NodeJS.Signals;
}

/** Skips the test where a program is not installed; in CI (`CI=true`) that is a failure. */
export function requireProgram(program: string, ctx: TestContext): void {
  const { error } = spawnSync(program, ['-v'], { env });
  if (error === undefined) return;
  if (process.env['CI'] === 'true') throw new Error(`${program} is missing: install it.`);
  ctx.skip(`${program} is missing: apt-get install ${program}`);
}

/** Checks the configuration of a server, and starts it; it ends with the test. */
export async function startFront(front: FrontCommand): Promise<void> {
  const { program, directory, port, signal } = front;
  // Caddy keeps what it has below these.
  const own = { XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory, HOME: directory };
  const options = { cwd: directory, env: { ...env, ...own } };
  const { stdout, stderr } = await run(program, front.check, options);
  expect(stdout + stderr).not.toMatch(/\[(?:warn|WARNING|emerg)\]/u);
  const child = spawn(program, front.start, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const exit = once(child, 'exit');
  onTestFinished(async () => {
    if (child.exitCode === null) child.kill(signal);
    await exit;
  });
  await vi.waitUntil(() => child.exitCode !== null || isListening(port), patience);
  expect(child.exitCode, output).toBeNull();
}
