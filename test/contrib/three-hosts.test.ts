import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, type TestContext, test } from 'vitest';
import { fillIn } from '../support/contrib/fill-in.ts';
import { startNginxFront } from '../support/contrib/fronts.ts';
import { requireProgram } from '../support/contrib/start-front.ts';
import { commandsUnder } from '../support/install/documented-commands.ts';
import { runCommands } from '../support/install/run-commands.ts';
import { patience } from '../support/patience.ts';
import { findFreePorts } from '../support/process/find-free-ports.ts';
import { mainPath } from '../support/process/start-process.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

/** The hosts of the document are addresses of the loopback, each with a directory of its own. */
async function prepare() {
  const [port = 0, securePort = 0, plainPort = 0] = await findFreePorts(3);
  const directories = await Promise.all([1, 2, 3].map(() => useTestDirectory()));
  const home = await useTestDirectory();
  await symlink(mainPath, join(home, 'cockatiel'));
  const site = `files.example.com:${securePort}`;
  const curl = [`resolve = ${site}:127.0.0.1`, `cacert = ${home}/files.example.com.pem`];
  await writeFile(join(home, '.curlrc'), curl.join('\n'));
  const PATH = `${home}:${process.env['PATH']}`;
  const env = { ...process.env, HOME: home, PATH, COCKATIEL_PORT: `${port}` };
  const here = (text: string): string =>
    text
      .replaceAll(/\b10\.1\.1\.(?=\d)/gu, '127.0.0.')
      .replaceAll(':8080', `:${port}`)
      .replaceAll('https://files.example.com', `https://${site}`)
      .replaceAll('/etc/ssl', home);

  async function run(host: number, commands: string): Promise<string> {
    const cwd = directories[host - 1] ?? '';
    const options = { cwd, env, timeoutMs: 2 * patience.timeout };
    const { status, output } = await runCommands(here(commands), options);
    expect(status, output).toBe(0);
    return output;
  }

  function start(host: number, command: string): ChildProcess {
    const own = here(command).replace('--host 127.0.0.1 ', `--host 127.0.0.${host} `);
    const cwd = directories[host - 1];
    const node = spawn('bash', ['-c', `exec ${own}`], { cwd, env, stdio: 'ignore' });
    onTestFinished(() => void node.kill('SIGKILL'));
    return node;
  }

  async function startNginx(ctx: TestContext): Promise<void> {
    const text = await fillIn('nginx/proxy.conf', {
      'listen 443 ssl;': `listen 127.0.0.1:${securePort} ssl;`,
      'listen 80;': `listen 127.0.0.1:${plainPort};`,
    });
    await startNginxFront(here(text), securePort, ctx);
  }

  return { directories, run, start, startNginx };
}

const blocks = (heading: string): string[] => commandsUnder('docs/three-hosts.md', heading);

test('every command of docs/three-hosts.md does what it says', async (ctx) => {
  for (const program of ['nginx', 'openssl', 'rsync']) requireProgram(program, ctx);
  const { directories, run, start, startNginx } = await prepare();
  const [first = '', ...others] = directories;

  await run(1, blocks('## Secrets').join(''));
  const secrets = ['write', 'read', 'operator', 'cluster'].map((role) => `${role}.secret`);
  for (const other of others) {
    for (const file of secrets) await copyFile(join(first, file), join(other, file));
  }

  const [serve = '', status = ''] = blocks('## Nodes');
  const nodes = [1, 2, 3].map((host) => start(host, serve));
  const states = async (): Promise<string> => run(1, `${status.trimEnd()} || true`);
  const inSync = /^NODE.*\n(?:.* In sync\n){9}$/u;
  await expect.poll(states, patience).toMatch(inSync);

  await run(1, blocks('## nginx').join(''));
  await startNginx(ctx);
  expect(await run(1, blocks('## A file').join(''))).toBe('hello\nhello\nhello\n');
  await expect.poll(states, patience).toMatch(/^(?:.* 0 {2,}0 B {2,}1 .*\n){9}/mu);

  const [away] = nodes.slice(1);
  away?.kill('SIGKILL');
  if (away !== undefined) await once(away, 'exit');
  await expect.poll(states, patience).toMatch(/ Down since /u);
  start(2, serve);
  await expect.poll(states, patience).toMatch(inSync);

  await run(3, blocks('## A backup').join(''));
});
