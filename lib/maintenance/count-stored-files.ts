import type { FileSystem } from '../host/file-system.ts';
import { walkStoredFiles } from '../layout/walk-stored-files.ts';

/**
 * How many stored files are in a directory, whatever names they get; nothing is read. Ends early,
 * with those that it has counted, once the signal has aborted.
 */
export async function countStoredFiles(
  files: Pick<FileSystem, 'entries'>,
  signal: AbortSignal,
): Promise<number> {
  let count = 0;
  for await (const { kind } of walkStoredFiles(files)) {
    if (signal.aborted) break;
    if (kind === 'stored') count += 1;
  }
  return count;
}
