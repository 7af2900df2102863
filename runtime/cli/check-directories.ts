import { accessSync, constants, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { errorCode } from '../../lib/errors/error-code.ts';
import { makeDirectoryPath } from '../node/make-directory-path.ts';
import { UsageError } from './flags/usage-error.ts';

type DirectoryFlag = 'storage' | 'queue';

/**
 * Creates both directories where they are missing. Throws a `UsageError` if one of them can't be
 * written, or if one contains the other: stored files are public, the queue is not. Whatever can be
 * checked before a directory is created is, so that what is refused here leaves none behind. A
 * start that fails later, such as at a port in use, leaves the directories.
 */
export async function checkDirectories({
  storage,
  queue,
}: Record<DirectoryFlag, string>): Promise<void> {
  const storageAt = await refuseUnusable('storage', storage, () => locate(resolve(storage)));
  const queueAt = await refuseUnusable('queue', queue, () => locate(resolve(queue)));
  if (contains(storageAt.path, queueAt.path) || contains(queueAt.path, storageAt.path)) {
    throw new UsageError('--queue: neither of --queue and --storage may be inside the other');
  }
  await refuseUnusable('storage', storage, () => checkWritable(storageAt.existing));
  await refuseUnusable('queue', queue, () => checkWritable(queueAt.existing));
  await refuseUnusable('storage', storage, () => makeWritable(storage, 0o777));
  await refuseUnusable('queue', queue, () => makeWritable(queue, 0o700));
}

async function refuseUnusable<Result>(
  flag: DirectoryFlag,
  path: string,
  step: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await step();
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

async function makeWritable(path: string, mode: number): Promise<void> {
  await makeDirectoryPath(path, mode);
  checkWritable(path);
}

/** The slash at the end makes a file fail (`ENOTDIR`). */
function checkWritable(path: string): void {
  accessSync(`${path}${sep}`, constants.R_OK | constants.W_OK | constants.X_OK);
}

function contains(outer: string, inner: string): boolean {
  return `${inner}${sep}`.startsWith(outer.endsWith(sep) ? outer : `${outer}${sep}`);
}
