import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { patience } from '../patience.ts';
import type { CommandsRun } from './run-commands.ts';

/** A copy of this machine's system, in which nothing runs but what systemd starts there. */
export interface SystemContainer {
  /** Runs commands in it as bash does that ends at the first one that fails. */
  run(commands: string): Promise<CommandsRun>;
  stop(): Promise<void>;
}

const nspawn = ['systemd-nspawn', '--quiet', '--register=no', '--keep-unit'];
/** The unit that systemd starts, with what systemd itself needs. */
const target = '[Unit]\nRequires=basic.target\nAfter=basic.target\nAllowIsolate=yes\n';

/** Why there can be no container here; `undefined` where there can. */
export function whyNoContainer(): string | undefined {
  if (process.getuid?.() !== 0) return 'it needs root';
  if (spawnSync('systemd-nspawn', ['--version']).status !== 0) {
    return 'systemd-nspawn is missing: apt-get install systemd-container';
  }
  const [command = '', ...flags] = [...nspawn, '--pipe', '--volatile=yes', '--directory=/'];
  const trial = spawnSync(command, [...flags, 'true'], { encoding: 'utf8' });
  return trial.status === 0 ? undefined : `systemd-nspawn can't be used: ${trial.stderr}`;
}

/** What a container has beside this machine's system. */
export interface SystemOptions {
  /** A file of this machine, and where it is inside. */
  readonly file: readonly [from: string, to: string];
  /** Run inside before systemd starts there, with the network of this machine. */
  readonly commands: string;
}

/**
 * Starts a container. systemd starts in it with a loopback of its own and no other network. What
 * is written inside is in memory.
 */
export async function startSystem(options: SystemOptions): Promise<SystemContainer> {
  const directory = await mkdtemp(join(tmpdir(), 'cockatiel-system-'));
  const root = await mountCopy(directory);
  let systemd: ChildProcess | undefined;
  const stop = async (): Promise<void> => {
    const isGone = systemd && once(systemd, 'exit');
    // With its first process all others of a container end. nspawn alone would leave them running.
    const first = systemd === undefined ? 0 : firstProcess(systemd.pid);
    if (first > 0) process.kill(first, 'SIGKILL');
    else systemd?.kill('SIGKILL');
    await isGone;
    execFileSync('umount', ['--lazy', root, directory]);
    await rm(directory, { recursive: true });
  };
  try {
    await prepare(root, options);
    systemd = boot(root);
    const { pid } = systemd;
    const run = (script: string): Promise<CommandsRun> => runInside(firstProcess(pid), script);
    const isUp = async (): Promise<boolean> =>
      (await run('systemctl is-active cockatiel-test.target')).status === 0;
    await vi.waitUntil(isUp, patience);
    return { run, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prepare(root: string, { file: [from, to], commands }: SystemOptions): Promise<void> {
  await copyFile(from, join(root, to));
  const [command = '', ...flags] = [...nspawn, '--pipe', `--directory=${root}`];
  execFileSync(command, [...flags, 'bash', '-e', '-c', commands], { stdio: 'pipe' });
}

function boot(root: string): ChildProcess {
  const [command = '', ...flags] = [...nspawn, '--private-network', `--directory=${root}`];
  const own = ['--console=pipe', '--boot', 'systemd.unit=cockatiel-test.target'];
  return spawn(command, [...flags, ...own], { stdio: 'ignore' });
}

/** Mounts this machine's root below a directory, so that what is written there is not written here. */
async function mountCopy(directory: string): Promise<string> {
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', directory]);
  const [upper = '', work = '', root = ''] = ['upper', 'work', 'root'].map((name) =>
    join(directory, name),
  );
  await Promise.all([upper, work, root].map((path) => mkdir(path)));
  const layers = `lowerdir=/,upperdir=${upper},workdir=${work}`;
  execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', layers, root]);
  // An empty one is a machine that has not started yet.
  await rm(join(root, 'etc/machine-id'), { force: true });
  await writeFile(join(root, 'etc/machine-id'), '');
  await writeFile(join(root, 'etc/systemd/system/cockatiel-test.target'), target);
  return root;
}

/** The process that is the first one inside; 0 while there is none. */
function firstProcess(outer: number | undefined): number {
  const children = readFileSync(`/proc/${outer}/task/${outer}/children`, 'utf8');
  return Number(children.split(' ')[0]);
}

function runInside(pid: number, script: string): Promise<CommandsRun> {
  const spaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--root', '--wd'];
  const inside = ['env', '-i', 'HOME=/root', 'LANG=C.UTF-8', `PATH=${path}`, 'bash', '-e', '-c'];
  // In a session of its own: a `kill` inside must not reach the processes of this one.
  const args = ['nsenter', `--target=${pid}`, ...spaces, ...inside, `exec 2>&1\ncd\n${script}`];
  return new Promise((resolve) => {
    execFile('setsid', ['--wait', ...args], { timeout: patience.timeout }, (error, output) => {
      const status = error === null ? 0 : error.code;
      resolve({ status: typeof status === 'number' ? status : null, output });
    });
  });
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
