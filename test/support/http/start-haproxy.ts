import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, type TestContext } from 'vitest';
import { findFreePorts } from '../process/find-free-ports.ts';
import { useTestDirectory } from '../process/start-test-node.ts';
import { isListening } from './open-connection.ts';

/** A HAProxy whose address is known before it listens. */
export interface Haproxy {
  readonly url: string;
  /** Starts it with these lines in its `listen` section. */
  start(...lines: readonly string[]): Promise<void>;
}

/**
 * Prepares a HAProxy, which stops with the test. If HAProxy is not installed the test is skipped;
 * in CI (`CI=true`) it fails.
 */
export async function findHaproxy(ctx: TestContext): Promise<Haproxy> {
  if (spawnSync('haproxy', ['-v']).status !== 0) {
    if (process.env['CI'] === 'true') throw new Error('HAProxy is missing: install it.');
    ctx.skip('HAProxy is missing');
  }
  const [port = 0] = await findFreePorts(1);
  const path = join(await useTestDirectory(), 'haproxy.cfg');
  return {
    url: `http://127.0.0.1:${port}`,
    async start(...lines) {
      const times = ['connect', 'client', 'server'].map((name) => `timeout ${name} 30s`);
      const own = ['defaults', 'mode http', ...times, 'listen all', `bind 127.0.0.1:${port}`];
      await writeFile(path, `${[...own, ...lines].join('\n')}\n`);
      const child = spawn('haproxy', ['-db', '-f', path], { stdio: 'ignore' });
      onTestFinished(async () => {
        if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
      });
      await expect.poll(() => isListening(port)).toBe(true);
    },
  };
}
