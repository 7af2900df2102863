import { accessSync, constants, mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { errorCode } from '../../lib/errors/error-code.ts';
import { UsageError } from './flags/usage-error.ts';

type DirectoryFlag = 'storage' | 'queue';

/**
 * Creates both directories where they are missing, and throws a `UsageError` when one can't be
 * written or one contains the other: the files are for everybody's eyes, the queue is not. What is
 * refused by a look at the disk alone leaves no directory behind.
 */
export function checkDirectories({ storage, queue }: Record<DirectoryFlag, string>): void {
  const storagePlace = refuseUnusable('storage', storage, () => locate(resolve(storage)));
  const queuePlace = refuseUnusable('queue', queue, () => locate(resolve(queue)));
  if (
    contains(storagePlace.path, queuePlace.path) ||
    contains(queuePlace.path, storagePlace.path)
  ) {
    throw new UsageError('--queue: it must lie outside --storage, and --storage outside it');
  }
  refuseUnusable('storage', storage, () => checkWritable(storagePlace.existing));
  refuseUnusable('queue', queue, () => checkWritable(queuePlace.existing));
  refuseUnusable('storage', storage, () => makeWritable(storage, 0o777));
  refuseUnusable('queue', queue, () => makeWritable(queue, 0o700));
}

function refuseUnusable<Result>(flag: DirectoryFlag, path: string, step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    const reason = errorCode(error) ?? String(error);
    throw new UsageError(`--${flag}: "${path}" is no directory this user can write to (${reason})`);
  }
}

/** Where a path leads once links are followed, and how much of that is there already. */
interface Place {
  readonly path: string;
  readonly existing: string;
}

function locate(path: string): Place {
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
  // Parents are for everybody.
  mkdirSync(dirname(resolve(path)), { recursive: true });
  mkdirSync(path, { recursive: true, mode });
  checkWritable(path);
}

/** The slash at the end makes a file an error (`ENOTDIR`). */
function checkWritable(path: string): void {
  accessSync(`${path}${sep}`, constants.R_OK | constants.W_OK | constants.X_OK);
}

function contains(outer: string, inner: string): boolean {
  return `${inner}${sep}`.startsWith(outer.endsWith(sep) ? outer : `${outer}${sep}`);
}
