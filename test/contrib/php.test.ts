import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, type TestContext, test } from 'vitest';
import { startGuardedNode } from '../support/contrib/start-guarded-node.ts';
import { repository } from '../support/process/documents.ts';

const run = promisify(execFile);

/** Skips the test where PHP, or an extension, is not installed; in CI that is a failure. */
function requirePhp(ctx: TestContext): void {
  if (spawnSync('php', ['-r', 'curl_version(); new PDO("sqlite::memory:");']).status === 0) return;
  if (process.env['CI'] === 'true') throw new Error('PHP with curl and SQLite is missing.');
  ctx.skip('PHP is missing: apt-get install php-cli php-curl php-sqlite3');
}

test('the PHP client and its Flysystem adapter keep files on a real node', async (ctx) => {
  requirePhp(ctx);
  const node = await startGuardedNode();
  const { stdout } = await run('php', ['run.php'], {
    cwd: join(repository, 'test/contrib/php'),
    env: { ...process.env, ...node },
  });
  expect(stdout).toMatch(/^\d{2} passed, 0 failed$/mu);
}, 300_000);
