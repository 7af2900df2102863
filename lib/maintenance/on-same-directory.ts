import type { FileSystem } from '../host/file-system.ts';

/** A directory vanished while it was read, so nobody knows what else was in it. */
export class DirectoryVanishedError extends Error {
  override readonly name = 'DirectoryVanishedError';

  constructor() {
    super('it was removed, or its disk unmounted, while it was read');
  }
}

/**
 * Does work on a directory, and throws a `DirectoryVanishedError` if another one, or none, stands
 * in its place at the end: where a disk was unmounted, it looks as if nothing were left to do.
 */
export async function onSameDirectory(
  files: Pick<FileSystem, 'stat'>,
  work: () => Promise<void>,
): Promise<void> {
  const before = await files.stat('');
  await work();
  const after = await files.stat('');
  const isSame = before?.inode === after?.inode && before?.device === after?.device;
  if (after === undefined || !isSame) throw new DirectoryVanishedError();
}
