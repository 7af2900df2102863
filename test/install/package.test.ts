import { readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { version } from '../../runtime/node/version.ts';
import { commandsUnder, installInstead } from '../support/install/documented-commands.ts';
import { packCheckout } from '../support/install/pack-checkout.ts';
import { runCommands } from '../support/install/run-commands.ts';
import { findFreePorts } from '../support/process/find-free-ports.ts';
import { createTestDirectory } from '../support/process/start-process.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

const timeoutMs = 280_000;
let file: string;

beforeAll(async () => {
  const { path, remove } = await createTestDirectory();
  file = packCheckout(path);
  return remove;
});

describe('installed with --global', () => {
  let prefix: string;

  beforeAll(async () => {
    const { path, remove } = await createTestDirectory();
    prefix = path;
    const commands = installInstead(commandsUnder('README.md', '## Install').join(''), file);
    const { status, output } = await runHere(commands, path);
    expect(status, output).toBe(0);
    return remove;
  });

  const runHere = (commands: string, cwd: string) => {
    const env = { npm_config_prefix: prefix, PATH: `${prefix}/bin:${process.env['PATH']}` };
    return runCommands(commands, { cwd, env, timeoutMs });
  };

  test('the program does what README says, in an empty directory', async () => {
    const [port] = await findFreePorts(1);
    const commands = commandsUnder('README.md', '## Start').join('').replaceAll('8080', `${port}`);
    const { status, output } = await runHere(commands, await useTestDirectory());
    expect(status, output).toBe(0);
    expect(output).toMatch(/^201 \/greetings\/hello_\d+_[\da-f]{40}\.txt$/mu);
  });

  test('what docs/operating.md says of it holds, and installing twice does no harm', async () => {
    const [first = ''] = commandsUnder('docs/operating.md', '## Installing');
    const { status, output } = await runHere(installInstead(first, file), await useTestDirectory());
    expect(status, output).toBe(0);
    expect(output).toContain(`cockatiel/${version}`);
  });

  test('man finds its page, and contrib/ is there', () => {
    const page = readFileSync(join(prefix, 'share/man/man1/cockatiel.1'), 'utf8');
    expect(page).toContain('.TH COCKATIEL 1');
    const folder = join(prefix, 'lib/node_modules/cockatiel-server/contrib');
    expect(readdirSync(folder)).toEqual(
      expect.arrayContaining(['grafana', 'prometheus', 'systemd']),
    );
  });

  test('there is no other program, and none is left after it is uninstalled', async () => {
    expect(readdirSync(join(prefix, 'bin'))).toEqual(['cockatiel']);
    const commands = 'npm uninstall --global cockatiel-server';
    const { status, output } = await runHere(commands, await useTestDirectory());
    expect(status, output).toBe(0);
    expect(readdirSync(join(prefix, 'bin'))).toEqual([]);
  });
});

test('a project gets the program, and what it imports', async () => {
  const directory = join(await useTestDirectory(), 'my-project');
  await mkdir(directory);
  const commands = `${installInstead('npm install cockatiel-server', file)}
npx --no-install cockatiel-server --version
node --input-type=module --eval "import { handle } from 'cockatiel-server'; console.log(typeof handle)"`;
  const { status, output } = await runCommands(commands, { cwd: directory, timeoutMs });
  expect(status, output).toBe(0);
  expect(output).toContain(`cockatiel/${version}`);
  expect(output).toMatch(/^function$/mu);
});
