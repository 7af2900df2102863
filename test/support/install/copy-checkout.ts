import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { repository } from '../process/documents.ts';

/**
 * Copies what git has of this checkout, and what it would take, into a directory. So changes that
 * are not committed yet are tested, and nothing that was built here helps.
 */
export async function copyCheckout(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const list = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: repository,
    maxBuffer: 1 << 26,
  });
  const flags = ['--create', '--null', '--files-from', '-', '--ignore-failed-read'];
  const archive = execFileSync('tar', flags, {
    cwd: repository,
    input: list,
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  execFileSync('tar', ['--extract', '--directory', directory], { input: archive });
}

/** Makes a directory a repository of git with one commit. */
export function commitAll(directory: string): void {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  const git = (...args: string[]): unknown =>
    execFileSync('git', [...identity, ...args], { cwd: directory, stdio: 'ignore' });
  git('init', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--message=All');
}
