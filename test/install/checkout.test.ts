import { existsSync } from 'node:fs';
import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { version } from '../../runtime/node/version.ts';
import { commitAll, copyCheckout } from '../support/install/copy-checkout.ts';
import { commandsUnder } from '../support/install/documented-commands.ts';
import { runCommands } from '../support/install/run-commands.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

/** It fetches all that the build needs. */
const timeoutMs = 900_000;
const [, fromGit = '', fromCheckout = ''] = commandsUnder('docs/operating.md', '## Installing');

test('npm installs it from git, as docs/operating.md says', { timeout: timeoutMs }, async () => {
  const directory = await useTestDirectory();
  const repository = join(directory, 'repository');
  await copyCheckout(repository);
  commitAll(repository);
  const prefix = join(directory, 'prefix');
  const commands = fromGit.replace(/git\+https:\S+/u, `git+file://${repository}`);
  const { status, output } = await runCommands(`${commands}\ncockatiel --version`, {
    cwd: directory,
    env: { npm_config_prefix: prefix, PATH: `${prefix}/bin:${process.env['PATH']}` },
    timeoutMs,
  });
  expect(status, output).toBe(0);
  expect(output).toContain(`cockatiel/${version}`);
  const installed = join(prefix, 'lib/node_modules/cockatiel-server');
  expect((await lstat(installed)).isSymbolicLink()).toBe(false);
  expect(existsSync(join(installed, 'node_modules/pino'))).toBe(true);
  expect(existsSync(join(installed, 'node_modules/typescript'))).toBe(false);
});

test('a project takes the package of a checkout, as operating.md says', {
  timeout: timeoutMs,
}, async () => {
  const directory = await useTestDirectory();
  await copyCheckout(join(directory, 'cockatiel'));
  await mkdir(join(directory, 'my-project'));
  const commands = `${fromCheckout}\nnpx --no-install cockatiel-server --version`;
  const { status, output } = await runCommands(commands, { cwd: directory, timeoutMs });
  expect(status, output).toBe(0);
  expect(output).toContain(`cockatiel/${version}`);
  const installed = join(directory, 'my-project/node_modules/cockatiel-server');
  expect((await lstat(installed)).isSymbolicLink()).toBe(false);
});
