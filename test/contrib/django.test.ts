import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, type TestContext, test } from 'vitest';
import { startGuardedNode } from '../support/contrib/start-guarded-node.ts';
import { repository } from '../support/process/documents.ts';

const run = promisify(execFile);

/** The first Python with Django; Debian's knows Debian's packages. */
function findPython(ctx: TestContext): string {
  for (const python of ['/usr/bin/python3', 'python3']) {
    if (spawnSync(python, ['-c', 'import django']).status === 0) return python;
  }
  if (process.env['CI'] === 'true') throw new Error('Django is missing: install it.');
  return ctx.skip('Django is missing: apt-get install python3-django');
}

test('the Django storage keeps files on a real node', async (ctx) => {
  const python = findPython(ctx);
  const node = await startGuardedNode();
  const path = [join(repository, 'contrib/django'), process.env['PYTHONPATH']];
  const { stderr } = await run(python, ['-m', 'unittest'], {
    cwd: join(repository, 'test/contrib/django'),
    env: {
      ...process.env,
      ...node,
      PYTHONPATH: path.filter(Boolean).join(':'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  // A connection or a file that was left open.
  expect(stderr).not.toContain('ResourceWarning');
  expect(stderr).toMatch(/^Ran (?:[3-9]\d|\d{3}) tests in .*\n\nOK$/mu);
}, 300_000);
