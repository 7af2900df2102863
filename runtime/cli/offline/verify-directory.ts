import { countStoredFiles } from '../../../lib/maintenance/count-stored-files.ts';
import type { VerifiedKind } from '../../../lib/maintenance/finding-kinds.ts';
import { DirectoryVanishedError } from '../../../lib/maintenance/on-same-directory.ts';
import { verifyFiles } from '../../../lib/maintenance/verify-files.ts';
import { createNodeFileSystem } from '../../node/file-system.ts';
import { createSha1 } from '../../node/hash.ts';
import { UsageError } from '../flags/usage-error.ts';
import type { FileReport } from './file-report.ts';
import { refuseForeign } from './refuse-foreign.ts';

/**
 * Verifies all files in the storage directory at a path. Throws a `UsageError` where it vanishes
 * meanwhile, and where it is none.
 *
 * It takes no lock. It writes nothing, a lock file neither, so it can read a directory that it may
 * not write to; and a node that uses the directory does not disturb it.
 */
export async function verifyDirectory(
  path: string,
  report: FileReport<VerifiedKind>,
): Promise<void> {
  const files = createNodeFileSystem({ root: path, fsync: false });
  report.expect((signal) => countStoredFiles(files, signal));
  try {
    await verifyFiles({ files, createSha1, onFinding: report.note, onRead: report.noteBytes });
  } catch (error) {
    if (!(error instanceof DirectoryVanishedError)) throw error;
    throw new UsageError(`--storage: "${path}": ${error.message}`);
  }
  if (report.storedFiles() === 0) await refuseForeign(files, `--storage: "${path}"`);
}
