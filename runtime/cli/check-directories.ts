import { accessSync, constants, mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { errorCode } from '../../lib/errors/error-code.ts';
import { UsageError } from './flags/usage-error.ts';

type DirectoryFlag = 'storage' | 'queue';

/**
 * Creates both directories where they are missing. Throws a `UsageError` if one of them can't be
 * written, or if one contains the other: stored files are public, the queue is not. Whatever can be
 * checked before a directory is created is, so that what is refused here leaves none behind. A
 * start that fails later, such as at a port in use, leaves the directories.
 */
export function checkDirectories({ storage, queue }: Record<DirectoryFlag, string>): void {
  const storageAt = refuseUnusable('storage', storage, () => locate(resolve(storage)));
  const queueAt = refuseUnusable('queue', queue, () => locate(resolve(queue)));
  if (contains(storageAt.path, queueAt.path) || contains(queueAt.path, storageAt.path)) {
    throw new UsageError('--queue: neither of --queue and --storage may be inside the other');
  }
  refuseUnusable('storage', storage, () => checkWritable(storageAt.existing));
  refuseUnusable('queue', queue, () => checkWritable(queueAt.existing));
  refuseUnusable('storage', storage, () => makeWritable(storage, 0o777));
  refuseUnusable('queue', queue, () => makeWritable(queue, 0o700));
}

function refuseUnusable<Result>(flag: DirectoryFlag, path: string, step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    const reason = errorCode(error) ?? String(error);
    throw new UsageError(
      `--${flag}: "${path}" is not a directory this user can write to (${reason})`,
    );
  }
}

/** Where a path leads when links are followed, and the part of that which exists already. */
interface Location {
  readonly path: string;
  readonly existing: string;
}

function locate(path: string): Location {
  try {
    const real = realpathSync(path);
    return { path: real, existing: real };
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    const parent = locate(dirname(path));
    return { ...parent, path: join(parent.path, basename(path)) };
  }
}

function makeWritable(path: string, mode: number): void {
  // Parents are readable by everybody.
  mkdirSync(dirname(resolve(path)), { recursive: true });
  mkdirSync(path, { recursive: true, mode });
  checkWritable(path);
}

/** The slash at the end makes a file fail (`ENOTDIR`). */
function checkWritable(path: string): void {
  accessSync(`${path}${sep}`, constants.R_OK | constants.W_OK | constants.X_OK);
}

function contains(outer: string, inner: string): boolean {
  return `${inner}${sep}`.startsWith(outer.endsWith(sep) ? outer : `${outer}${sep}`);
}
