import { isDiskFull } from '../errors/error-code.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { Ballast } from './ballast.ts';

/** Does the work, on a full disk again without the ballast; `undefined` when that is too little. */
export async function unlessDiskFull<Result>(
  ballast: Ballast,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await ballast.releaseIfFull(work);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    return undefined;
  }
}

/** Makes durable what can be read of a file; an absent file is none. */
export async function syncFile(files: FileSystem, path: string): Promise<void> {
  const file = await files.open(path);
  try {
    await file?.sync();
  } finally {
    await file?.close();
  }
}
