import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where clean roots are kept from run to run. */
const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'cockatiel-install');

/** Why there can be no clean root here; `undefined` where there can. */
export function whyNoCleanRoot(): string | undefined {
  if (process.getuid?.() !== 0) return 'it needs root';
  for (const [program, packageName] of [
    ['debootstrap', 'debootstrap'],
    ['systemd-nspawn', 'systemd-container'],
  ] as const) {
    if (spawnSync(program, ['--version']).error !== undefined) {
      return `${program} is missing: apt-get install ${packageName}`;
    }
  }
  return undefined;
}

/**
 * Makes what an image such as `node:24-bookworm-slim` has, from Debian's packages and npm's: the
 * smallest Debian, that line of Node.js, npm, and the user `node`. It is made once, and what is
 * built on it is written elsewhere.
 */
export function makeCleanRoot(image: string): string {
  const [, line = '', suite = ''] = /^node:(\d+)-([a-z]+)-slim$/u.exec(image) ?? [];
  const root = join(cache, `node-${line}-${suite}`);
  if (existsSync(root)) return root;
  process.stdout.write(`Making a clean root in ${root}\n`);
  const unfinished = `${root}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const run = (command: string, ...args: string[]): unknown =>
    execFileSync(command, args, { stdio: 'pipe' });
  run('debootstrap', '--variant=minbase', suite, unfinished);
  // What npm's package `node` would fetch: the program itself, for one platform.
  const platform = `node-linux-${process.arch}`;
  const local = join(unfinished, 'usr/local');
  const flags = ['--no-audit', '--no-fund', '--force', '--prefix', local];
  run('npm', 'install', '--global', ...flags, `${platform}@${line}`, 'npm@11');
  run('chroot', unfinished, 'useradd', '--uid', '1000', '--create-home', 'node');
  renameSync(unfinished, root);
  return root;
}
