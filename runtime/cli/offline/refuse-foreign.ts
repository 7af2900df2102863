import type { FileSystem } from '../../../lib/host/file-system.ts';
import { workingDirectory } from '../../../lib/names/request-name.ts';
import { UsageError } from '../flags/usage-error.ts';

/**
 * Throws a `UsageError`, which begins with what the user has given, for a directory without stored
 * files that no node has used: where a disk is not mounted there is nothing to find.
 */
export async function refuseForeign(files: FileSystem, given: string): Promise<void> {
  if ((await files.stat(workingDirectory))?.kind === 'directory') return;
  throw new UsageError(
    `${given} has no stored file, and no node has used it: is its disk mounted?`,
  );
}
