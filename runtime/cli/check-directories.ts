import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { errorCode } from '../../lib/errors/error-code.ts';
import { makeDirectoryPath } from '../node/make-directory-path.ts';
import { isS3Address } from '../objects/s3-address.ts';
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
  if (isS3Address(storage)) return await checkQueue(queue);
  const storageAt = await refuseUnusable('storage', storage, () => locate(resolve(storage)));
  const queueAt = await refuseUnusable('queue', queue, () => locate(resolve(queue)));
  if (overlap(storageAt.path, queueAt.path)) {
    throw new UsageError('--queue: neither of --queue and --storage may be inside the other');
  }
  await refuseUnusable('storage', storage, () => checkWritable(storageAt.existing));
  await refuseUnusable('queue', queue, () => checkWritable(queueAt.existing));
  await refuseUnusable('storage', storage, () => makeWritable(storage, 0o777));
  await refuseUnusable('queue', queue, () => makeWritable(queue, 0o700));
}

/** The same for a node on a bucket, which has one directory. */
async function checkQueue(queue: string): Promise<void> {
  await refuseUnusable('queue', queue, () => checkWritable(locate(resolve(queue)).existing));
  await refuseUnusable('queue', queue, () => makeWritable(queue, 0o700));
}

/** What `cockatiel adopt` reads and writes. */
export interface AdoptionDirectories {
  readonly storage: string;
  readonly queue: string | undefined;
  readonly sources: readonly string[];
}

/**
 * Checks the directories of an adoption in the same way; only the storage directory is created.
 * Throws a `UsageError` also if a source contains the storage directory, or the other way round:
 * then files would be copies of themselves. And if root runs this on the directory of another user,
 * who could not remove the adopted files.
 */
export async function checkAdoption(directories: AdoptionDirectories): Promise<void> {
  const { storage, queue, sources } = directories;
  for (const source of sources) checkReadable('source', source);
  if (queue !== undefined) checkReadable('--queue', queue);
  const { path, existing } = await refuseUnusable('storage', storage, () =>
    locate(resolve(storage)),
  );
  const overlapping = sources.find((source) => overlap(path, realpathSync(source)));
  if (overlapping !== undefined) {
    throw new UsageError(`neither of --storage and "${overlapping}" may be inside the other`);
  }
  if (queue !== undefined) await checkDirectories({ storage, queue });
  await refuseUnusable('storage', storage, () => checkWritable(existing));
  await refuseUnusable('storage', storage, () => makeWritable(storage, 0o777));
  const { uid } = statSync(storage);
  if (process.geteuid?.() !== 0 || uid === 0) return;
  throw new UsageError(
    `--storage: "${storage}" belongs to user ${uid}; run this as that user, not as root`,
  );
}

/**
 * Throws a `UsageError` that begins with `given` unless a path leads to a directory that can be
 * listed.
 */
export function checkReadable(given: string, path: string): void {
  try {
    accessSync(`${path}${sep}`, constants.R_OK | constants.X_OK);
  } catch (error) {
    const reason = errorCode(error) ?? String(error);
    throw new UsageError(
      `${given}: "${path}" is not a directory that this user can read (${reason})`,
    );
  }
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

function overlap(one: string, other: string): boolean {
  return contains(one, other) || contains(other, one);
}

function contains(outer: string, inner: string): boolean {
  return `${inner}${sep}`.startsWith(outer.endsWith(sep) ? outer : `${outer}${sep}`);
}
