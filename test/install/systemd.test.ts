import { execFile, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { commandsUnder } from '../support/install/documented-commands.ts';
import { packCheckout } from '../support/install/pack-checkout.ts';
import {
  type SystemContainer,
  startSystem,
  whyNoContainer,
} from '../support/install/system-container.ts';
import { repository } from '../support/process/documents.ts';
import { createTestDirectory } from '../support/process/start-process.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

const run = promisify(execFile);
const unit = join(repository, 'contrib/systemd/cockatiel.service');
const heading = '### With systemd';
const [install = '', ownDisk = ''] = commandsUnder('docs/operating.md', heading);
const [upgrade = ''] = commandsUnder('docs/runbook.md', '## Upgrades');
const isNpm = /^npm .*\n/gmu;

describe.skipIf(spawnSync('systemd-analyze', ['--version']).status !== 0)('the unit', () => {
  test('is one that systemd takes, where its program is installed', async () => {
    const copy = join(await useTestDirectory(), 'cockatiel.service');
    const text = await readFile(unit, 'utf8');
    await writeFile(copy, text.replace('ExecStart=cockatiel', `ExecStart=${process.execPath}`));
    const { stdout, stderr } = await run('systemd-analyze', ['verify', copy]);
    expect(stdout + stderr).toBe('');
  });

  test('exposes 1.5 at most', async () => {
    const flags = ['security', '--offline=true', '--no-pager', '--threshold=15', unit];
    const { stdout } = await run('systemd-analyze', flags);
    const [line] = stdout.match(/exposure level.*: [\d.]+/u) ?? [];
    process.stdout.write(`${line}\n`);
    expect(line).toBeDefined();
  });
});

const reason = whyNoContainer();
if (reason !== undefined) process.stdout.write(`no node is started under systemd: ${reason}\n`);

describe.skipIf(reason !== undefined)(
  'a node under systemd, installed as operating.md says',
  () => {
    let system: SystemContainer;

    beforeAll(async () => {
      const { path, remove } = await createTestDirectory();
      const file = packCheckout(path);
      const certificates = process.env['NODE_EXTRA_CA_CERTS'] ?? '';
      const inside = '/opt/cockatiel.tgz';
      system = await startSystem({
        file: [file, inside],
        commands: `NODE_EXTRA_CA_CERTS=${certificates} npm install --global --prefer-offline ${inside}`,
      });
      return async () => {
        await system.stop();
        await remove();
      };
    });

    async function outputOf(commands: string): Promise<string> {
      const { status, output } = await system.run(commands);
      expect(status, output).toBe(0);
      return output;
    }

    /** Without the command that installs the package, which is installed. */
    const withoutNpm = (commands: string): string => commands.replace(isNpm, '');
    const shown = (property: string): string => `systemctl show --value -p ${property} cockatiel`;
    const put = `curl -s -o /dev/null -w '%{http_code} %header{location}' -T /etc/hostname`;
    const secret = '-H "Authorization: Bearer $(cat /etc/credstore/cockatiel-write-secret)"';
    const url = 'http://127.0.0.1:8080';
    const get = `until curl -sf ${url}/_ready; do sleep 0.1; done; curl -sf ${url}`;
    let location: string | undefined;

    test('is started once it listens', async () => {
      await outputOf(withoutNpm(install));
      expect(await outputOf(shown('StatusText'))).toBe(`listens on ${url}\n`);
      expect(await outputOf('systemctl is-active cockatiel')).toBe('active\n');
    });

    test('has the secrets of /etc/credstore, and says so', async () => {
      expect(await outputOf(`${put} ${url}/a`)).toBe('401 ');
      const stored = await outputOf(`${put} ${secret} ${url}/a`);
      expect(stored).toMatch(/^201 \/a_/u);
      location = stored.slice('201 '.length);
      const log = await outputOf('journalctl -u cockatiel -o cat -p info --no-pager');
      expect(log).toContain('"guarded":["write","cluster"]');
      expect(log).toContain('"storage":"/var/lib/cockatiel/files"');
    });

    test('is a user of its own that no one else is, and has files enough', async () => {
      const [user, uid, files = ''] = (
        await outputOf(`pid=$(${shown('MainPID')})
stat -c %U /proc/$pid
stat -c %u /proc/$pid
awk '/Max open files/ { print $4, $5 }' /proc/$pid/limits`)
      ).split('\n');
      expect(user).toBe('cockatiel');
      expect(Number(uid)).toBeGreaterThan(0);
      // The unit asks for more than a container may have here.
      const [soft, hard] = files.split(' ').map(Number);
      expect(soft).toBe(hard);
      expect(soft).toBeGreaterThan(4096);
      expect(await outputOf('stat -L -c %a /var/lib/cockatiel')).toBe('700\n');
    });

    test('logs warnings as warnings', async () => {
      const commands = `${put} ${url}/b; sleep 0.2; journalctl -u cockatiel -p warning -o cat --no-pager`;
      expect(await outputOf(commands)).toContain('requests without a secret are refused');
      expect(await outputOf('journalctl -u cockatiel -p err -o cat --no-pager')).not.toContain('{');
    });

    test('is started again after kill -9, with its files', async () => {
      await outputOf('systemctl kill --signal=KILL --kill-whom=main cockatiel');
      await outputOf(`${get}${location}`);
      expect(await outputOf(shown('NRestarts'))).toBe('1\n');
    });

    test('reloads, restarts and stops in order', async () => {
      await outputOf('systemctl reload cockatiel');
      await outputOf(`${withoutNpm(upgrade)}\n${get}${location}`);
      await outputOf('systemctl stop cockatiel');
      expect(await outputOf(shown('Result'))).toBe('success\n');
      expect(await outputOf(shown('ExecMainStatus'))).toBe('0\n');
    });

    test('that can not start is a failed start, and its log says why', async () => {
      const settings = '/etc/default/cockatiel';
      await outputOf(`cp ${settings} /root/saved; echo COCKATIEL_PORT=99999 >> ${settings}`);
      expect((await system.run('systemctl start cockatiel')).status).toBe(1);
      const log = await outputOf('systemctl stop cockatiel; journalctl -u cockatiel -o cat -n 20');
      expect(log).toMatch(/^cockatiel: .*port.*99999/mu);
      await outputOf(`cp /root/saved ${settings}`);
    });

    test('keeps its files on a disk of their own, where others may read them', async () => {
      await outputOf(`rm -r /var/lib/private/cockatiel; ${ownDisk}`);
      const stored = await outputOf(`${put} ${secret} ${url}/a`);
      const path = `/srv/files${stored.slice('201 '.length)}`;
      expect(await outputOf(`stat -c '%U %a' ${path}`)).toBe('cockatiel 644\n');
      await outputOf(`setpriv --reuid=nobody --clear-groups cmp ${path} /etc/hostname`);
    });

    test('verifies', async () => {
      const verify = 'systemd-analyze verify /etc/systemd/system/cockatiel.service';
      expect(await outputOf(verify)).toBe('');
    });
  },
);
