import { spawnSync } from 'node:child_process';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A directory that no other process takes while this one lives. */
export interface DirectoryLock {
  release(): Promise<void>;
  /** Whether the directory was removed since, and was not only moved or unmounted. */
  wasRemoved(): Promise<boolean>;
}

/** A directory that can't be had: somebody else has it, or this machine has no way to lock it. */
export class DirectoryLockError extends Error {
  readonly directory: string;

  constructor(directory: string, message: string) {
    super(message);
    this.name = 'DirectoryLockError';
    this.directory = directory;
  }
}

/**
 * Locks a directory with flock(2) on a file in it. The kernel lets the lock go with the process,
 * however that ends, so there is never a stale lock to clear away, and it holds across containers
 * that share the directory. Node can't call flock itself: the `flock` program (util-linux,
 * busybox) locks the open file it inherits from us, and the lock stays with that open file when
 * the program has ended.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const path = join(directory, 'lock');
  const file = await open(path, 'a+', 0o600);
  try {
    await closeToOthers(file);
    const isFree = takeLock(file);
    if (isFree === undefined) {
      const message = 'it could not be locked: the program "flock" (util-linux) is needed';
      throw new DirectoryLockError(directory, message);
    }
    if (!isFree) {
      const owner = (await readFile(path, 'utf8')).trim();
      const message = `it is in use by another cockatiel${owner && ` (process ${owner})`}`;
      throw new DirectoryLockError(directory, message);
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  await signLock(file);
  return {
    release: () => file.close(),
    wasRemoved: async () => (await file.stat()).nlink === 0,
  };
}

/** Whoever can open the file can hold the lock. An older version made it for everybody. */
async function closeToOthers(file: FileHandle): Promise<void> {
  try {
    await file.chmod(0o600);
  } catch {
    // It is somebody else's, or the disk has no permissions; the lock is taken all the same.
  }
}

/** `undefined` when there is no way to tell. */
function takeLock(file: FileHandle): boolean | undefined {
  const stdio = ['ignore', 'ignore', 'ignore', file.fd] as const;
  const { status } = spawnSync('flock', ['--nonblock', '3'], { stdio: [...stdio] });
  return status === 0 ? true : status === 1 ? false : undefined;
}

/**
 * For the message that the next process gets; a full disk has no room for it, and that is all
 * right.
 */
async function signLock(file: FileHandle): Promise<void> {
  try {
    await file.truncate(0);
    await file.write(`${process.pid}\n`);
  } catch {
    // The lock is held all the same.
  }
}
