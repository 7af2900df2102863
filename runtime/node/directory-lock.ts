import { spawnSync } from 'node:child_process';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** An exclusive lock on a directory. */
export interface DirectoryLock {
  release(): Promise<void>;
  /** Whether the directory was removed since, not just moved or unmounted. */
  wasRemoved(): Promise<boolean>;
}

/** A directory can't be locked: another process holds its lock, or `flock` is not installed. */
export class DirectoryLockError extends Error {
  readonly directory: string;

  constructor(directory: string, message: string) {
    super(message);
    this.name = 'DirectoryLockError';
    this.directory = directory;
  }
}

/**
 * Locks a directory with flock(2) on a file in it. The kernel releases the lock when the process
 * ends, however it ends, so there is never a stale lock to remove. The lock also holds between
 * containers that share the directory. Node can't call flock(2) itself: the `flock` program
 * (util-linux, busybox) locks the open file that it inherits from this process, and the lock stays
 * with that open file after the program has ended.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const path = join(directory, 'lock');
  const file = await open(path, 'a+', 0o600);
  try {
    await makePrivate(file);
    const outcome = tryLock(file);
    if (outcome.failure !== undefined) {
      throw new DirectoryLockError(directory, `it could not be locked: ${outcome.failure}`);
    }
    if (!outcome.isLocked) {
      const owner = (await readFile(path, 'utf8')).trim();
      const by = owner && ` (process ${owner})`;
      const message = `it is in use by another cockatiel${by}; stop that first`;
      throw new DirectoryLockError(directory, message);
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  await writeOwner(file);
  return {
    release: () => file.close(),
    wasRemoved: async () => (await file.stat()).nlink === 0,
  };
}

/** Whoever can open the file can hold the lock, and older versions left it open to all users. */
async function makePrivate(file: FileHandle): Promise<void> {
  try {
    await file.chmod(0o600);
  } catch {
    // Another user owns it, or the file system has no permissions. The lock works all the same.
  }
}

interface LockOutcome {
  /** Whether the lock was free. */
  readonly isLocked: boolean;
  /** Why that can't be told, for instance because the file system has no locks. */
  readonly failure?: string;
}

/**
 * Where the lock is held, `flock` ends with status 1 and prints nothing. Where the system refuses
 * to lock, it prints why; the status is then 1 too (busybox), or another one (util-linux).
 */
function tryLock(file: FileHandle): LockOutcome {
  const { status, error, stderr } = spawnSync('flock', ['--nonblock', '3'], {
    stdio: ['ignore', 'ignore', 'pipe', file.fd],
    env: { ...process.env, LC_ALL: 'C' },
    encoding: 'utf8',
  });
  if (error !== undefined) {
    return { isLocked: false, failure: 'the program "flock" (util-linux) is needed' };
  }
  if (status === 0) return { isLocked: true };
  const printed = stderr.trim().split('\n').at(-1) ?? '';
  if (status === 1 && printed === '') return { isLocked: false };
  return { isLocked: false, failure: printed || `"flock" ended with status ${status}` };
}

/**
 * Writes this process's id into the lock file, for the error message of the next process. It is
 * left out when the disk is full.
 */
async function writeOwner(file: FileHandle): Promise<void> {
  try {
    await file.truncate(0);
    await file.write(`${process.pid}\n`);
  } catch {
    // The lock does not depend on the content of the file.
  }
}
