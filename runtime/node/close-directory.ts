import { chmod, readdir, stat } from 'node:fs/promises';
import { errorCode } from '../../lib/errors/error-code.ts';

/** What anybody but the owner may do. */
const othersMask = 0o077;
/** A queue as this program or the Python version left it, or the top of a disk of its own. */
const queueEntry = /^(?:journal|lock|reserve|lost\+found|http[A-Za-z\d]*)$/u;
const queueFile = /^(?:deletion\.log|node-id|storage-id|recorded|peers\.json)(?:\.\w+)?$/u;

/**
 * Takes the permissions on a directory from all other users of the machine, as far as it is plain
 * that nobody else needs them: it belongs to this process's user and, where `contents` are `queue`,
 * has nothing in it but what makes a queue. Returns whether it is closed now; one that is absent
 * is. A disk may have no permissions to take.
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
