import { join } from 'node:path';
import type { FileSystem } from '../../../lib/host/file-system.ts';
import { adoptFiles } from '../../../lib/maintenance/adopt-files.ts';
import { countStoredFiles } from '../../../lib/maintenance/count-stored-files.ts';
import type { AdoptedKind } from '../../../lib/maintenance/finding-kinds.ts';
import { DirectoryVanishedError } from '../../../lib/maintenance/on-same-directory.ts';
import { createNodeFileSystem } from '../../node/file-system.ts';
import type { NodeAdoption } from '../../node/open-adoption.ts';
import { UsageError } from '../flags/usage-error.ts';
import type { FileReport } from './file-report.ts';

/**
 * Adopts the files of all sources, one source after the other. Throws a `UsageError` where one has
 * no stored file, or vanishes, and the signal's reason once that has aborted.
 */
export async function adoptSources(
  sources: readonly string[],
  { storage, tombstones }: NodeAdoption,
  report: FileReport<AdoptedKind>,
  signal: AbortSignal,
): Promise<void> {
  report.expect((counting) => countAll(sources, counting));
  for (const path of sources) {
    const source = openSource(path);
    const before = report.storedFiles();
    await adoptFiles({
      source,
      storage,
      tombstones,
      onFinding: (finding) => report.note({ ...finding, path: join(path, finding.path) }),
      onRead: report.noteBytes,
      signal,
    }).catch((error: unknown) => {
      if (!(error instanceof DirectoryVanishedError)) throw error;
      throw new UsageError(`source: "${path}": ${error.message}`);
    });
    if (report.storedFiles() > before) continue;
    throw new UsageError(`source: "${path}" has no stored file: is it the right directory?`);
  }
}

async function countAll(sources: readonly string[], signal: AbortSignal): Promise<number> {
  let count = 0;
  for (const path of sources) count += await countStoredFiles(openSource(path), signal);
  return count;
}

/** For each source again: it remembers directories, and there may be many sources. */
function openSource(path: string): FileSystem {
  return createNodeFileSystem({ root: path, fsync: false });
}
