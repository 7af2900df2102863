import { chmod, readdir, stat } from 'node:fs/promises';
import { errorCode } from '../../lib/errors/error-code.ts';
import type { Log } from '../../lib/host/log.ts';

/** The permissions of everybody but the owner. */
const othersMask = 0o077;
/** What this program, the Python version or `mkfs` leaves in a queue directory. */
const queueEntry = /^(?:journal|spool|deletion\.index|lock|reserve|lost\+found|http[A-Za-z\d]*)$/u;
const queueFile =
  /^(?:deletion\.log|node-id|storage-id|recorded|(?:peers|scrub|bytes)\.json)(?:\.\w+)?$/u;

/** A directory that no other user may enter, and what else may be in it. */
export type PrivateDirectory = readonly [path: string, contents: 'queue' | 'any'];

/** Makes directories private, and logs each where that can't be done. */
export async function closeDirectories(
  directories: readonly PrivateDirectory[],
  log: Log,
): Promise<void> {
  for (const [directory, contents] of directories) {
    if (await closeDirectory(directory, contents)) continue;
    log.warn('other users of this machine can open a private directory; chmod 700 closes it', {
      directory,
    });
  }
}

/**
 * Makes a directory private (0700) where that can't lock out anybody who needs it: it must belong
 * to this process's user and, if `contents` is `queue`, hold only what belongs in a queue
 * directory. Returns whether the directory is private now; an absent one counts as private. Some
 * file systems have no permissions, so they can't be closed.
 */
export async function closeDirectory(path: string, contents: 'queue' | 'any'): Promise<boolean> {
  try {
    if (await isClosed(path)) return true;
    if ((await stat(path)).uid !== process.geteuid?.()) return false;
    if (contents === 'queue' && !(await isQueue(path))) return false;
    await chmod(path, 0o700);
    return await isClosed(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    if (errorCode(error) === 'EPERM' || errorCode(error) === 'EROFS') return false;
    throw error;
  }
}

async function isClosed(path: string): Promise<boolean> {
  return ((await stat(path)).mode & othersMask) === 0;
}

async function isQueue(path: string): Promise<boolean> {
  const entries = await readdir(path);
  return entries.every((entry) => queueEntry.test(entry) || queueFile.test(entry));
}
