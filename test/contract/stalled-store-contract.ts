import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { patience } from '../support/patience.ts';

const script = fileURLToPath(
  new URL('../support/objects/send-to-stalled-store.mjs', import.meta.url),
);
const built = fileURLToPath(new URL('../../dist/runtime/objects/send-stream.js', import.meta.url));

/** That no store keeps a node waiting for ever while it is sent a body, on any engine. */
export function stalledStoreContract([command = '', ...args]: readonly string[]): void {
  test.each(['body', 'response'])('a store whose %s stalls is given up', async (stalled) => {
    const run = promisify(execFile)(command, [...args, script, built, stalled], {
      timeout: patience.timeout,
      killSignal: 'SIGKILL',
    });
    expect((await run).stdout).toBe('ETIMEDOUT\n');
  });
}
