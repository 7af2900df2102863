import { spawnSync } from 'node:child_process';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A directory that no other process takes while this one lives. */
export interface DirectoryLock {
  release(): Promise<void>;
}

/** Somebody else has the directory. */
export class DirectoryInUseError extends Error {}

/**
 * Locks a directory with flock(2) on a file in it. The kernel lets the lock go with the process, however that
 * ends, so there is never a stale lock to clear away, and it holds across containers that share the directory.
 * Node can't call flock itself: the `flock` program (util-linux, busybox) locks the open file it inherits from us,
 * and the lock stays with that open file when the program has ended.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const path = join(directory, 'lock');
  const file = await open(path, 'a+');
  try {
    takeLock(file);
  } catch (error) {
    await file.close();
    if (!(error instanceof DirectoryInUseError)) throw error;
    const owner = (await readFile(path, 'utf8')).trim();
    throw new DirectoryInUseError(`it is in use by another cockatiel (process ${owner})`);
  }
  await file.truncate(0);
  await file.write(`${process.pid}\n`);
  return { release: () => file.close() };
}

function takeLock(file: FileHandle): void {
  const stdio = ['ignore', 'ignore', 'ignore', file.fd] as const;
  const { status, error } = spawnSync('flock', ['--nonblock', '3'], { stdio: [...stdio] });
  if (status === 0) return;
  if (error === undefined && status === 1) throw new DirectoryInUseError();
  throw new Error('it could not be locked: the program "flock" (util-linux) is needed');
}
